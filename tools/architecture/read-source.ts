import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** What one module imports and reads, with places as `path:line`. */
export interface Source {
  readonly path: string;
  readonly imports: readonly Import[];
  /** Where `process.env` or `process.argv` is read. */
  readonly settingsRead: readonly string[];
}

/** One import, re-export or dynamic import. */
export interface Import {
  /** As written: `@celeriac/engine`, `node:fs`, `./names.ts`. */
  readonly specifier: string;
  /** The package it names: `@noble/hashes` for `@noble/hashes/sha2.js`; undefined for relative paths and Node's own. */
  readonly library: string | undefined;
  readonly place: string;
}

/** Reads a module's imports from its syntax tree. */
export function readSource(file: string, path: string): Source {
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const settingsRead: string[] = [];
  const place = (node: ts.Node): string =>
    `${path}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      imports.push({ specifier, library: libraryOf(specifier), place: place(node) });
    }
    if (readsSettings(node)) settingsRead.push(place(node));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { path, imports, settingsRead };
}

function specifierOf(node: ts.Node): string | undefined {
  let literal: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) literal = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    literal = node.argument.literal;
  } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    literal = node.arguments[0];
  }
  return literal !== undefined && ts.isStringLiteralLike(literal) ? literal.text : undefined;
}

function libraryOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function readsSettings(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    return node.expression.getText() === 'process' && /^(env|argv)$/.test(node.name.text);
  }
  const [module] = ts.isImportDeclaration(node) ? [node.moduleSpecifier] : [];
  return (
    module !== undefined &&
    /^['"](node:)?process['"]$/.test(module.getText()) &&
    /\b(env|argv)\b/.test(node.getText())
  );
}
