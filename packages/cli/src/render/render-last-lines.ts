import { showControls } from './show-controls.ts';

/** What a program wrote last, a line for each, marked as its own words; nothing where it wrote nothing. */
export function renderLastLines(lastLines: readonly string[] = []): readonly string[] {
  return lastLines.map((line) => `| ${showControls(line)}`);
}
