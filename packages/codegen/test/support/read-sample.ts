import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppFile, AppFunction, AppModel } from '@celeriac/plugin';
import type { Parameter, TypeName } from '@celeriac/signature';
import { sampleApp } from './sample-app.ts';

const DIRECTORY = join(import.meta.dirname, '../sample');

/** The app of `test/sample`, as it is on disk. */
export async function readSample(name: string): Promise<AppModel> {
  const files = await Promise.all(['broken.py', 'logic.py', 'requirements.in'].map(readAppFile));
  return sampleApp({
    name,
    directory: DIRECTORY,
    files,
    functions: [
      describe('add', { x: 'int', y: 'int' }, 'int'),
      describe('fail', { message: 'string' }, 'int'),
      describe('later', { seconds: 'double' }, 'double'),
      describe('nap', { seconds: 'double' }, 'double'),
      describe('tell', { lines: 'int' }, 'int'),
      describe('end', { how: 'string' }, 'int'),
      { ...describe('place', {}, 'map'), takesContext: true },
      { ...describe('broken', {}, 'int'), module: 'broken' },
    ],
  });
}

async function readAppFile(path: string): Promise<AppFile> {
  const absolutePath = join(DIRECTORY, path);
  const content = await readFile(absolutePath);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { path, absolutePath, bytes: content.length, executable: false, sha256 };
}

function describe(
  name: string,
  inputs: Readonly<Record<string, TypeName>>,
  output: TypeName,
): AppFunction {
  const toParameter = ([input, type]: readonly [string, TypeName]): Parameter => ({
    name: input,
    type: { name: type },
  });
  return {
    signature: {
      name,
      inputs: Object.entries(inputs).map(toParameter),
      outputs: [toParameter(['z', output])],
    },
    module: 'logic',
    definition: name,
    isAsync: name === 'later',
    takesContext: false,
    tests: [],
    forms: { inputs: {}, outputs: [] },
    file: 'python/sample/logic.py',
    span: { start: 0, end: 1 },
  };
}
