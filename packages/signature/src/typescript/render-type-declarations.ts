import type { FunctionSignature, Parameter } from '../function-signature.ts';
import { importedName, renderParameterType, type Direction } from './render-value-type.ts';
import { renderComment, renderKey, renderString } from './typescript-text.ts';

/** The functions of a plugin, as far as types go. */
export interface DeclaredPlugin {
  /** Name as callers write it: `Demo`. */
  readonly name: string;
  readonly functions: readonly FunctionSignature[];
}

const HEAD =
  '// Written by celeriac types, and best written anew by it: it says how deployed functions are called.';
const MODULE = `
declare module '@celeriac/functions' {
  interface DeployedFunctions {
`;

/**
 * Writes the text of a `.d.ts` file that makes `functions.call('Demo:add', { x: 1 })` typed.
 *
 * Arguments may be left out where they are optional, and `undefined` counts as left out; choices are
 * unions of literals; a result is null without outputs, an object of several. Aliases are typed as
 * the function that they lead to. Plugins and functions are sorted, so that equal input gives equal
 * text.
 */
export function renderTypeDeclarations(plugins: readonly DeclaredPlugin[]): string {
  const members = new Map<string, string>();
  for (const { name: plugin, functions } of sortedByName(plugins)) {
    const names = new Set(functions.map(({ name }) => name.toLowerCase()));
    for (const each of sortedByName(functions)) {
      const callName = `${plugin}:${each.name}`;
      members.set(callName, renderFunction(callName, each));
      for (const alias of each.aliases ?? [])
        if (!names.has(alias.toLowerCase()) && !members.has(`${plugin}:${alias}`))
          members.set(`${plugin}:${alias}`, renderAlias(`${plugin}:${alias}`, callName));
    }
  }
  return `${HEAD}\n${renderImports(plugins)}\n${MODULE}${[...members.values()].join('')}  }\n}\n`;
}

/** A file with an import is a module; one without has to say so. */
function renderImports(plugins: readonly DeclaredPlugin[]): string {
  const functions = plugins.flatMap((plugin) => plugin.functions);
  const names = functions.flatMap(({ inputs, outputs }) => [
    ...inputs.map((input) => importedName(input, 'input')),
    ...outputs.map((output) => importedName(output, 'output')),
  ]);
  const imported = [...new Set(names)].filter((name) => name !== undefined).sort();
  if (imported.length === 0) return 'export {};';
  return `import type { ${imported.join(', ')} } from '@celeriac/functions';`;
}

function renderFunction(
  callName: string,
  { description, inputs, outputs }: FunctionSignature,
): string {
  const about = renderComment(description, '    ');
  const args = renderObject(inputs, 'input');
  return `${about}    ${renderString(callName)}: {\n      args: ${args};\n      result: ${renderResult(outputs)};\n    };\n`;
}

function renderAlias(alias: string, callName: string): string {
  const about = renderComment(`Another name of ${callName}.`, '    ');
  return `${about}    ${renderString(alias)}: DeployedFunctions[${renderString(callName)}];\n`;
}

function renderResult(outputs: readonly Parameter[]): string {
  const [first, ...others] = outputs;
  if (first === undefined) return 'null';
  return others.length === 0
    ? renderParameterType(first, 'output')
    : renderObject(outputs, 'output');
}

function renderObject(parameters: readonly Parameter[], direction: Direction): string {
  if (parameters.length === 0) return 'Record<string, never>';
  const members = parameters.map((parameter) => {
    const { name, description, optional, default: initial } = parameter;
    const about = renderComment(description, '        ');
    const type = renderParameterType(parameter, direction);
    const mayMiss = direction === 'input' && (optional === true || initial !== undefined);
    return `${about}        ${renderKey(name)}${mayMiss ? '?' : ''}: ${type}${mayMiss ? ' | undefined' : ''};\n`;
  });
  return `{\n${members.join('')}      }`;
}

function sortedByName<T extends { readonly name: string }>(all: readonly T[]): readonly T[] {
  return all.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
