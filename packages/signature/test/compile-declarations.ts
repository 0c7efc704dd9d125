import ts from 'typescript';

// Enough of a library for declarations; the whole one takes a second to read.
const LIB = `
interface Array<T> { readonly length: number; readonly [index: number]: T }
interface ReadonlyArray<T> { readonly length: number; readonly [index: number]: T }
interface Boolean {} interface CallableFunction {} interface Function {} interface IArguments {}
interface NewableFunction {} interface Number {} interface Object {} interface RegExp {}
interface String {} interface BigInt {} interface Uint8Array {} interface Date { getTime(): number }
type Record<K extends PropertyKey, T> = { [P in K]: T };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
declare type PropertyKey = string | number | symbol;
`;

const FUNCTIONS = `export interface DeployedFunctions {}
export interface DataFrame { isFrame: true }
export type DataFrameInput = DataFrame | string;
export type FileInput = { name: string };
export type BlobInput = { size: number };
export interface ReceivedFile { isFile: true }
export interface Graphics { isGraphics: true }
export type GraphicsInput = Graphics;
`;

/** A member of `DeployedFunctions` as TypeScript understood it. */
export interface DeclaredMember {
  /** Names of the arguments; of those that may be left out, with `?`. */
  readonly args: readonly string[];
  readonly result: string;
  /** The comment as an editor shows it, and the names of JSDoc tags in it. */
  readonly comment: string;
  readonly tags: readonly string[];
}

/** Compiles declarations, and more source; returns what is wrong, and the members by call name. */
export function compileDeclarations(
  declarations: string,
  more = '',
): { readonly problems: readonly string[]; readonly members: ReadonlyMap<string, DeclaredMember> } {
  const files: Readonly<Record<string, string>> = {
    '/lib.d.ts': LIB,
    '/functions.d.ts': FUNCTIONS,
    '/generated.d.ts': declarations,
    '/more.ts': `import type { DeployedFunctions } from '@celeriac/functions';\nexport {};\n${more}`,
  };
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noLib: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2015,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: { '@celeriac/functions': ['/functions.d.ts'] },
    types: [],
  };
  const host: ts.CompilerHost = {
    getSourceFile: (name, target) => {
      const text = files[name];
      return text === undefined ? undefined : ts.createSourceFile(name, text, target, true);
    },
    getDefaultLibFileName: () => '/lib.d.ts',
    writeFile: () => undefined,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => files[name] !== undefined,
    readFile: (name) => files[name],
  };
  const program = ts.createProgram(Object.keys(files), options, host);
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  return { problems, members: readMembers(program) };
}

function readMembers(program: ts.Program): ReadonlyMap<string, DeclaredMember> {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile('/functions.d.ts')!)!;
  const deployed = checker
    .getExportsOfModule(module)
    .find(({ name }) => name === 'DeployedFunctions');
  const typeOf = (symbol: ts.Symbol): ts.Type => checker.getTypeOfSymbol(symbol);
  const members = checker.getDeclaredTypeOfSymbol(deployed!).getProperties();
  return new Map(
    members.map((member) => {
      const [args, result] = ['args', 'result'].map((name) =>
        typeOf(typeOf(member).getProperty(name)!),
      );
      return [
        member.name,
        {
          args: args!
            .getProperties()
            .map(({ name, flags }) => (flags & ts.SymbolFlags.Optional ? `${name}?` : name)),
          result: checker.typeToString(result!),
          comment: ts.displayPartsToString(member.getDocumentationComment(checker)),
          tags: member.getJsDocTags(checker).map(({ name }) => name),
        },
      ];
    }),
  );
}
