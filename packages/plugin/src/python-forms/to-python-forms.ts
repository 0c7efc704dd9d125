import type { AnnotatedFunction } from '@celeriac/annotations';
import { elementType, type ValueType } from '@celeriac/signature';
import type { FrameLibrary, PythonForm, PythonForms } from './python-form.ts';
import { resolveName } from './read-imports.ts';

const FRAMES: ReadonlyMap<string, PythonForm> = new Map<string, PythonForm>([
  ['pandas.DataFrame', 'pandas'],
  ['polars.DataFrame', 'polars'],
  ['polars.LazyFrame', 'polars-lazy'],
  ['pyarrow.Table', 'pyarrow'],
  ['pyarrow.lib.Table', 'pyarrow'],
]);

/** By the last part of a name: these are called the same wherever they are imported from. */
const FILES: ReadonlyMap<string, PythonForm> = new Map<string, PythonForm>([
  ['Path', 'path'],
  ['PathLike', 'path'],
  ['bytes', 'bytes'],
  ['str', 'text'],
  ['BinaryIO', 'stream'],
  ['IO', 'stream'],
  ['BufferedReader', 'stream'],
  ['BufferedIOBase', 'stream'],
  ['RawIOBase', 'stream'],
]);

/**
 * Reads from the hints of a `def` as what it wants frames, files and graphics, and which libraries of
 * frames its result is of. `imports` are those of its file: `readImports`.
 *
 * Of a hint with several types the first that says something counts, but for a file a path before
 * all others.
 */
export function toPythonForms(
  {
    inputs,
    parameters,
    returnHint,
  }: Pick<AnnotatedFunction, 'inputs' | 'parameters' | 'returnHint'>,
  imports: ReadonlyMap<string, string>,
): PythonForms {
  const forms: Record<string, PythonForm> = {};
  for (const { parameter } of inputs) {
    const hint = parameters.find(({ name }) => name === parameter.name)?.hint?.text;
    const form = hint === undefined ? undefined : toForm(parameter.type, hint, imports);
    if (form !== undefined) forms[parameter.name] = form;
  }
  const result = returnHint === undefined ? [] : findForms('dataframe', returnHint.text, imports);
  const libraries = result.map((form) => (form === 'polars-lazy' ? 'polars' : form));
  return { inputs: forms, outputs: [...new Set(libraries)] as FrameLibrary[] };
}

function toForm(
  type: ValueType,
  hint: string,
  imports: ReadonlyMap<string, string>,
): PythonForm | undefined {
  const forms = findForms((elementType(type) ?? type).name, hint, imports);
  return forms.includes('path') ? 'path' : forms[0];
}

function findForms(
  type: string,
  hint: string,
  imports: ReadonlyMap<string, string>,
): readonly PythonForm[] {
  const names = hint.match(/[\p{L}_][\p{L}\p{N}_.]*/gu) ?? [];
  return names.flatMap((name) => {
    const full = resolveName(name, imports);
    const last = full.replace(/^.*\./, '');
    if (type === 'dataframe') return FRAMES.get(full) ?? [];
    if (type === 'file') return FILES.get(last) ?? [];
    if (type === 'graphics') return /^PIL\.(?:Image\.)?Image$/.test(full) ? 'pil' : [];
    return [];
  });
}
