import { IMAGE_PATHS } from './image-paths.ts';

/**
 * Writes the worker's main: a Python file that runs the functions of `functions.json`.
 *
 * It is the same for every app, since all that differs is data beside it; and by where it lies itself
 * it finds the rest, in an image as in a folder that is laid out like one.
 */
export function renderCeleryMain(): string {
  const nameOf = (path: string): string => JSON.stringify(path.split('/').at(-1));
  return `# Made by Celeriac with the image; edit the app instead.
import sys
from pathlib import Path

app = Path(__file__).resolve().parent
sys.path.insert(0, str(app.parent / ${nameOf(IMAGE_PATHS.runtime)}))

from celeriac_worker.main import run

if __name__ == "__main__":
    run(str(app / ${nameOf(IMAGE_PATHS.functionTable)}), str(app / ${nameOf(IMAGE_PATHS.code)}))
`;
}
