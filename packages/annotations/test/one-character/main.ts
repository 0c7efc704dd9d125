import { parseArgs } from 'node:util';
import { findHarmed } from './find-harmed.ts';

const usage = `Usage: node --conditions=@celeriac/source packages/annotations/test/one-character/main.ts [--step N]

Changes every character of a header, one at a time, into each of some twenty others, and ends with
code 1 if that changed what another line says. --step N tries every N-th change only.
`;
const { values } = parseArgs({
  options: {
    step: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(usage);
else {
  const { tried, harms } = findHarmed(Number(values.step));
  process.stdout.write(`${tried} changes, ${harms.length} of them harmed another line\n`);
  for (const { changed, harmed } of harms) process.stdout.write(`${changed}\n  ${harmed}\n`);
  process.exitCode = harms.length > 0 ? 1 : 0;
}
