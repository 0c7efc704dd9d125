import { EngineError } from './engine-error.ts';

const LONGEST_LINE = 64 * 1024 * 1024;

/** Reads one JSON value per line, however the lines are cut into chunks; blank lines are skipped. */
export async function* readJsonLines(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<unknown, void, undefined> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let length = 0;
  for await (const chunk of source) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    for (const [index, line] of lines.entries()) {
      pieces.push(line);
      length += line.length;
      if (length > LONGEST_LINE)
        throw new EngineError('ENGINE_FAILED', 'The Docker engine sent a line without an end.');
      if (index === lines.length - 1) break;
      yield* parseLine(pieces.join(''));
      pieces = [];
      length = 0;
    }
  }
  yield* parseLine(pieces.join('') + decoder.decode());
}

function* parseLine(line: string): Generator<unknown> {
  const text = line.trim();
  if (text === '') return;
  try {
    yield JSON.parse(text);
  } catch (cause) {
    throw new EngineError(
      'ENGINE_FAILED',
      `The Docker engine sent a line that is no JSON: ${text.slice(0, 200)}`,
      { cause },
    );
  }
}
