import { parseArgs } from 'node:util';
import { compareDefinitions } from '../support/compare-definitions.ts';
import { readHostFiles } from '../support/read-python-files.ts';

const usage = `Usage: node --conditions=@celeriac/source packages/annotations/test/compare-definitions/main.ts [--every N] [--first K]

Reads every def of the standard library and packages of this machine's python3, and compares each
with what CPython's own parser makes of it. By default all files are read; --every takes each Nth.
`;
const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(usage);
else {
  const sample = { every: Number(values.every), first: Number(values.first) };
  let files = 0;
  let definitions = 0;
  let differences = 0;
  for await (const file of readHostFiles(sample)) {
    files++;
    definitions += file.definitions.length;
    for (const difference of compareDefinitions(file)) {
      differences++;
      process.stdout.write(`${difference}\n`);
    }
  }
  process.stdout.write(`${definitions} defs in ${files} files, ${differences} differences\n`);
  process.exitCode = differences === 0 ? 0 : 1;
}
