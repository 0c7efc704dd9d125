import { parsePython } from '@celeriac/annotations';
import { changesOver, HEADER } from './changes.ts';

const BODY = 'def analyse(**inputs):\n    return inputs\n';
/** What each line of the header says, and what is told of it. */
function results(text: string): readonly string[] {
  const { value, diagnostics } = parsePython(text);
  const [declared] = value.functions;
  const lines = text.split('\n').slice(0, HEADER.split('\n').length - 1);
  let start = 0;
  return lines.map((content) => {
    const [from, to] = [start, start + content.length];
    start = to + 1;
    const isHere = ({ span }: { span?: { start: number } }): boolean =>
      span !== undefined && from <= span.start && span.start <= to;
    const parameters = [...(declared?.inputs ?? []), ...(declared?.outputs ?? [])];
    return JSON.stringify([
      declared?.header.lines.filter(isHere).map(({ tag, value: said }) => [tag.text, said.text]),
      parameters.filter(({ line }) => isHere(line)).map(({ parameter }) => parameter),
      diagnostics.filter(isHere).map(({ code, message }) => [code, message]),
    ]);
  });
}

/** A change of one line that changed what another line says. */
interface Harm {
  readonly changed: string | undefined;
  readonly harmed: string | undefined;
}

/**
 * Replaces or removes each character of a header, one at a time, and looks whether any other line
 * then says something else; of all changes, those at multiples of `step` are tried.
 */
export function findHarmed(step: number): {
  readonly tried: number;
  readonly harms: readonly Harm[];
} {
  const expected = results(HEADER + BODY);
  const harms: Harm[] = [];
  let [count, tried] = [0, 0];
  for (const { text, line } of changesOver(BODY)) {
    if (count++ % step !== 0) continue;
    tried++;
    const found = results(text);
    const other = expected.findIndex((said, index) => index !== line && said !== found[index]);
    if (other >= 0) harms.push({ changed: text.split('\n')[line], harmed: found[other] });
  }
  return { tried, harms };
}
