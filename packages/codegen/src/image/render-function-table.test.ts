import { expect, test } from 'vitest';
import { sampleApp } from '../../test/support/sample-app.ts';
import { renderCeleryMain } from './render-celery-main.ts';
import { renderFunctionTable } from './render-function-table.ts';

test('lists what the worker has to know of each function', () => {
  const table: unknown = JSON.parse(
    renderFunctionTable(sampleApp().functions, { plugin: 'Demo', contract: '0123456789abcdef' }),
  );
  expect(table).toEqual({
    tableVersion: 1,
    contract: '0123456789abcdef',
    functions: [
      {
        task: 'Demo:add',
        aliases: ['Demo:plus'],
        module: 'logic',
        definition: 'plus',
        takesContext: true,
        idempotent: true,
        inputs: [
          { name: 'x', type: { name: 'int' }, nullable: false, optional: false },
          {
            name: 'y',
            type: { name: 'list', element: 'double' },
            nullable: true,
            optional: true,
          },
        ],
        outputs: [{ name: 'z', type: { name: 'int' }, nullable: false, optional: false }],
      },
    ],
  });
});

const render = (meta: Readonly<Record<string, string>>): string => {
  const [first] = sampleApp().functions;
  const limited = { ...first!, signature: { ...first!.signature, meta } };
  return renderFunctionTable([limited], { plugin: 'Demo', contract: 'c' });
};

test('a function has the time limits of its header', () => {
  expect(JSON.parse(render({ timeout: '90', softTimeout: '1.5' }))).toMatchObject({
    functions: [{ timeout: 90, softTimeout: 1.5 }],
  });
});

test.each(['soon', '0', '-1', '', '1e3'])('a time limit of "%s" is refused', (timeout) => {
  expect(() => render({ timeout })).toThrow(/INVALID_LIMIT|meta.timeout of add/);
});

test('the main begins the worker and holds nothing of the app', () => {
  expect(renderCeleryMain()).toBe(`# Made by Celeriac with the image; edit the app instead.
import sys
from pathlib import Path

app = Path(__file__).resolve().parent
sys.path.insert(0, str(app.parent / "celeriac"))

from celeriac_worker.main import run

if __name__ == "__main__":
    run(str(app / "functions.json"), str(app / "code"))
`);
});
