import { IMAGE_PATHS } from './image-paths.ts';

/**
 * Writes the worker's main: a Python file that runs the functions of `functions.json`.
 *
 * It is the same for every app, since all that differs is data beside it.
 */
export function renderCeleryMain(): string {
  const { runtime, functionTable, code } = IMAGE_PATHS;
  return `# Made by Celeriac with the image; edit the app instead.
import sys

sys.path.insert(0, ${JSON.stringify(runtime)})

from celeriac_worker.main import run

if __name__ == "__main__":
    run(table_path=${JSON.stringify(functionTable)}, code_root=${JSON.stringify(code)})
`;
}
