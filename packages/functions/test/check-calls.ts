import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const folder = resolve(import.meta.dirname, '..');
const generated = join(folder, 'test', 'generated.d.ts');
const program = join(folder, 'test', 'program.ts');

/** Type-checks statements beside declarations, as a user would have them; returns what is wrong by line. */
export function checkCalls(
  declarations: string,
  statements: readonly string[],
  changes: ts.CompilerOptions = {},
): readonly string[] {
  const head = `import { fromPath, type Functions } from '@celeriac/functions';\ndeclare const functions: Functions;\n`;
  const texts = new Map([
    [generated, declarations],
    [program, `${head}${statements.join('\n')}\nexport {};\n`],
  ]);
  const options = { ...readOptions(), noUnusedLocals: false, ...changes };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  Object.assign(host, {
    getSourceFile: (name: string, target: ts.CreateSourceFileOptions) => {
      const text = texts.get(name);
      return text === undefined
        ? getSourceFile(name, target)
        : ts.createSourceFile(name, text, target);
    },
    fileExists: (name: string) => texts.has(name) || fileExists(name),
    readFile: (name: string) => texts.get(name) ?? readFile(name),
  });
  const compiled = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()]
    .map((name) => compiled.getSourceFile(name)!)
    .flatMap((source) => compiled.getSemanticDiagnostics(source))
    .map(({ file, start }) => {
      const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      return file?.fileName === program ? (statements[line - 2] ?? '') : 'generated.d.ts';
    });
}

function readOptions(): ts.CompilerOptions {
  const file = resolve(folder, '../../tools/tsconfig.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile) as { config: object };
  const only = { ...config, include: [], files: ['x.ts'], references: [] };
  return ts.parseJsonConfigFileContent(only, ts.sys, dirname(file)).options;
}
