import type { Diagnostic, Span } from '@celeriac/diagnostic';
import type { CheckedFunction, CheckReport } from '../commands/check-report.ts';
import { createFileTexts, type FileTexts, type Range } from './file-texts.ts';

/** Version of this form; it grows when something that was there changes its meaning or goes. */
const CHECK_VERSION = 1;

/**
 * A check as JSON: `{ checkVersion, plugins, functions, diagnostics }`. Every range is
 * `{ start, end }` of `{ offset, line, column }`.
 */
export async function renderCheckJson(report: CheckReport): Promise<string> {
  const texts = createFileTexts('.');
  const plugins = report.plugins.map(({ name, version, root, apps }) => ({
    name,
    version,
    root,
    apps: apps.map((app) => ({ name: app.name, dependencies: app.dependencies })),
  }));
  const functions = await Promise.all(report.functions.map((found) => toFunction(found, texts)));
  const diagnostics = await Promise.all(report.diagnostics.map((told) => toJson(told, texts)));
  const json = { checkVersion: CHECK_VERSION, plugins, functions, diagnostics };
  return JSON.stringify(json, undefined, 2);
}

async function toFunction(
  { file, parsed, signature, app }: CheckedFunction,
  texts: FileTexts,
): Promise<unknown> {
  const at = (span: Span): Promise<Range | undefined> => texts.rangeOf(file, span);
  const lines = (all: typeof parsed.inputs): Promise<readonly unknown[]> =>
    Promise.all(
      all.map(async ({ parameter, line }) => ({ name: parameter.name, line: await at(line.span) })),
    );
  return {
    file,
    definition: parsed.definition,
    callName: app ? `${app.plugin}:${signature.name}` : null,
    plugin: app?.plugin ?? null,
    app: app?.name ?? null,
    ranges: {
      definition: await at(parsed.nameSpan),
      header: await at(parsed.header.span),
      inputs: await lines(parsed.inputs),
      outputs: await lines(parsed.outputs),
    },
    signature,
  };
}

async function toJson(
  { span, fix, related, ...diagnostic }: Diagnostic,
  texts: FileTexts,
): Promise<unknown> {
  const { file } = diagnostic;
  const edits = fix?.edits.map(async ({ span: at, newText }) => ({
    range: await texts.rangeOf(file, at),
    newText,
  }));
  const places = related?.map(async ({ span: at, ...place }) => ({
    ...place,
    range: await texts.rangeOf(place.file ?? file, at),
  }));
  return {
    ...diagnostic,
    range: (await texts.rangeOf(file, span)) ?? null,
    ...(fix && { fix: { title: fix.title, edits: await Promise.all(edits ?? []) } }),
    ...(places && { related: await Promise.all(places) }),
  };
}
