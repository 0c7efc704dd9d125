import { lockInputs } from '@celeriac/codegen';
import { type AppModel, parseContainer, type PluginModel } from '@celeriac/plugin';
import { sha256Hex } from '@celeriac/signature';

/** An app with one function of one int input; `code` stands for the content of its file. */
export function fakeApp(name: string, code: string, input = 'x'): AppModel {
  const app = fakeUnlockedApp(name, code, input);
  const runtime = { version: '0.1.0', requirements: [], files: [] };
  return { ...app, lock: { inputs: lockInputs(app, { runtime }), text: '' } };
}

/** The same, before its dependencies were resolved. */
export function fakeUnlockedApp(name: string, code: string, input = 'x'): AppModel {
  const parameter = { name: input, type: { name: 'int' as const } };
  return {
    name,
    directory: `/plugin/python/${name}`,
    files: [
      {
        path: 'logic.py',
        absolutePath: `/plugin/python/${name}/logic.py`,
        bytes: code.length,
        executable: false,
        sha256: sha256Hex(code),
      },
    ],
    functions: [
      {
        signature: { name: `f_${name}`, inputs: [parameter], outputs: [] },
        module: 'logic',
        definition: `f_${name}`,
        isAsync: false,
        takesContext: false,
        tests: [],
        forms: { inputs: {}, outputs: [] },
        file: `python/${name}/logic.py`,
        span: { start: 0, end: 1 },
      },
    ],
    container: parseContainer('{}', { file: 'container.json' }).value,
    dependencies: { kind: 'none' },
  };
}

/** A plugin of the given apps. */
export function fakePlugin(...apps: readonly AppModel[]): PluginModel {
  return { name: 'Demo', version: '1.0.0', root: '/plugin', apps };
}
