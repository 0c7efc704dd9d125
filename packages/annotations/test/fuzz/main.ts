import { parseArgs } from 'node:util';
import { fuzzParser } from './fuzz-parser.ts';

const usage = `Usage: node --conditions=@celeriac/source packages/annotations/test/fuzz/main.ts [--seconds N] [--seed N]

Parses texts made by chance for 60 seconds, or as many as --seconds says, and ends with code 1 at
the first that breaks a promise of the parser. The seed is printed; the same one makes the same texts.
`;
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(usage);
else {
  const until = performance.now() + Number(values.seconds) * 1_000;
  const { tried, failure } = fuzzParser(Number(values.seed), { until });
  process.stdout.write(`${tried} texts, seed ${values.seed}\n`);
  if (failure) {
    process.stdout.write(`${failure.problem}:\n${JSON.stringify(failure.text)}\n`);
    process.exitCode = 1;
  }
}
