import { type AppModel, parseContainer } from '@celeriac/plugin';
import type { ImageOptions } from '../../src/image/image-options.ts';

/** An app of one function and one dependency. */
export function sampleApp(changes: Partial<AppModel> = {}): AppModel {
  return {
    name: 'my_app',
    directory: '/plugin/python/my_app',
    files: [sampleFile('logic.py', '1'), sampleFile('requirements.in', '2')],
    functions: [
      {
        signature: {
          name: 'add',
          aliases: ['plus'],
          inputs: [
            { name: 'x', type: { name: 'int' } },
            { name: 'y', type: { name: 'list', element: 'double' }, default: [1], nullable: true },
          ],
          outputs: [{ name: 'z', type: { name: 'int' } }],
          meta: { idempotent: 'True' },
        },
        module: 'logic',
        definition: 'plus',
        isAsync: false,
        takesContext: true,
        tests: [],
        forms: { inputs: {}, outputs: [] },
        file: 'python/my_app/logic.py',
        span: { start: 0, end: 4 },
      },
    ],
    container: parseContainer('{}', { file: 'container.json' }).value,
    dependencies: {
      kind: 'pip',
      file: 'requirements.in',
      requirements: [
        {
          name: 'six',
          text: 'six==1.17.0',
          file: 'requirements.in',
          line: 1,
          span: { start: 0, end: 11 },
        },
      ],
      constraints: [],
    },
    ...changes,
  };
}

/** A file whose hash is the digit repeated. */
export function sampleFile(path: string, digit: string): AppModel['files'][number] {
  return {
    path,
    absolutePath: `/plugin/python/my_app/${path}`,
    bytes: 10,
    executable: false,
    sha256: digit.repeat(64),
  };
}

/** Options for the sample, with a runtime of one file. */
export function sampleOptions(changes: Partial<ImageOptions> = {}): ImageOptions {
  return {
    plugin: 'Demo',
    pluginVersion: '1.2.3',
    contract: '0123456789abcdef',
    dialect: 'classic',
    baseImage: 'base:1',
    lock: 'six==1.17.0\n',
    runtime: {
      version: '0.1.0',
      requirements: ['celery>=5.5,<6'],
      files: [{ ...sampleFile('celeriac_worker/main.py', '3'), absolutePath: '/runtime/main.py' }],
      buildFiles: [
        { ...sampleFile('celeriac_build/conda.py', '4'), absolutePath: '/runtime/conda.py' },
      ],
    },
    ...changes,
  };
}

/** The sample with packages of conda, and one of an index besides. */
export function condaApp(): AppModel {
  const place = { file: 'environment.yaml', line: 3, span: { start: 0, end: 1 } };
  return sampleApp({
    files: [sampleFile('logic.py', '1'), sampleFile('environment.yaml', '2')],
    dependencies: {
      kind: 'conda',
      file: 'environment.yaml',
      channels: ['defaults'],
      packages: [{ name: 'python', text: 'python=3.11', minor: '3.11', ...place }],
      requirements: [{ name: 'six', text: 'six==1.17.0', ...place }],
    },
  });
}
