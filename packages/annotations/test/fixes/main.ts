import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { changesOver } from '../one-character/changes.ts';
import { headedText, mutatedText } from '../support/arbitrary-text.ts';
import { tryFixes } from './try-fixes.ts';

const usage = `Usage: node --conditions=@celeriac/source packages/annotations/test/fixes/main.ts [--texts N] [--seed N]

Applies every fix that is offered for each change of one character of a header and for 20000 texts
made by chance, or as many as --texts says, and ends with code 1 if one left its diagnostic or brought
another. The seed is printed; the same one makes the same texts.
`;
const { values } = parseArgs({
  options: {
    texts: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    help: { type: 'boolean', default: false },
  },
});

function* texts(): Generator<string> {
  for (const { text } of changesOver('def analyse(**inputs):\n    return inputs\n')) yield text;
  const numRuns = Number(values.texts) / 2;
  for (const made of [headedText, mutatedText])
    yield* fc.sample(made, { numRuns, seed: Number(values.seed) });
}

if (values.help) process.stdout.write(usage);
else {
  const { tried, failures } = tryFixes(texts());
  process.stdout.write(`${tried} fixes, ${failures.length} failed, seed ${values.seed}\n`);
  for (const failure of failures.slice(0, 20)) process.stdout.write(`${failure}\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
