import { dirname } from 'node:path';
import ts from 'typescript';

/** Type-checks files as strictly as our own, in one program; returns what is wrong as `file:line: message`. */
export function typeCheck(files: readonly string[], configFile: string): readonly string[] {
  const { config } = ts.readConfigFile(configFile, ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: [...files], references: [] },
    ts.sys,
    dirname(configFile),
  );
  const program = ts.createProgram(files, options);
  const sources = files.map((file) => program.getSourceFile(file)!);
  return sources
    .flatMap((source) => ts.getPreEmitDiagnostics(program, source))
    .map(({ file, start, messageText }) => {
      const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 0;
      return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
}
