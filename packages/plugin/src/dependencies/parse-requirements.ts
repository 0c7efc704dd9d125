import type { Diagnosed, Span } from '@celeriac/diagnostic';
import type { Requirement } from '../plugin-model.ts';
import { Report } from '../report.ts';
import { type LogicalLine, splitLogicalLines } from './logical-lines.ts';
import { parseRequirement } from './parse-requirement.ts';

/** A line `-r other.txt` or `-c other.txt`. */
export interface RequirementsInclude {
  readonly kind: 'requirements' | 'constraints';
  /** As written. */
  readonly target: string;
  readonly span: Span;
}

/** What a requirements file says. */
export interface RequirementsFile {
  readonly requirements: readonly Requirement[];
  readonly includes: readonly RequirementsInclude[];
}

/**
 * Reads the text of a `requirements.in` or `requirements.txt`: requirements as PEP 508 writes them,
 * with hashes, and lines that include other files.
 *
 * `path` is the file's path within the app. Errors at their line: `unsupported-requirement` for what
 * leads out of the app or is a setting of the place of a build, `invalid-requirement` for what is no
 * requirement; each says what to do instead.
 */
export function parseRequirements(
  text: string,
  { file, path = file }: { readonly file: string; readonly path?: string },
): Diagnosed<RequirementsFile> {
  const report = new Report();
  const requirements: Requirement[] = [];
  const includes: RequirementsInclude[] = [];
  for (const line of splitLogicalLines(text)) {
    const place = { file, span: line.span };
    const include = toInclude(line);
    if (include !== undefined) includes.push(include);
    else if (line.text.startsWith('-')) {
      const problem = findOptionProblem(line.text);
      if (problem !== undefined) report.error('unsupported-requirement', problem, place);
    } else {
      const { bare, hashes, option } = takeHashes(line.text);
      const parsed = parseRequirement(bare);
      if (option !== undefined) {
        const message = `The option "${option}" after a requirement is not supported; only --hash is.`;
        report.error('unsupported-requirement', message, place);
      } else if ('problem' in parsed)
        report.error(parsed.problem.code, parsed.problem.message, place);
      else
        requirements.push({
          ...parsed.value,
          ...{ file: path, line: line.line, span: line.span },
          ...(hashes.length > 0 && { hashes }),
        });
    }
  }
  return { value: { requirements, includes }, diagnostics: report.take() };
}

const INCLUDE = /^(?:(-r|--requirement)|(-c|--constraint))(?:\s*=\s*|\s*)(\S.*)$/;

function toInclude({ text, span }: LogicalLine): RequirementsInclude | undefined {
  const [, requirement, , target] = INCLUDE.exec(text) ?? [];
  if (target === undefined || text.startsWith('--require-hashes')) return undefined;
  return { kind: requirement === undefined ? 'constraints' : 'requirements', target, span };
}

const INDEX = 'Which index packages come from is a setting of the deployer, not of a plugin';
const OPTIONS: readonly (readonly [RegExp, string | undefined])[] = [
  // Every lock has hashes, and is installed by them.
  [/^--require-hashes$/, undefined],
  [/^(?:-i|--index-url|--no-index|--pypi-url)\b/, `${INDEX}: use --index-url of celeriac deploy.`],
  [/^--extra-index-url\b/, `${INDEX}: use --extra-index-url of celeriac deploy.`],
  [/^(?:-f|--find-links)\b/, `${INDEX}: use --find-links of celeriac deploy.`],
  [/^--trusted-host\b/, `${INDEX}: give --ca-bundle to celeriac deploy.`],
  [
    /^(?:-e|--editable)\b/,
    "An editable install stays outside of the image; put its code into the app's folder.",
  ],
  [/^--pre\b/, 'Pre-releases are asked for by name: write a version such as numpy>=2.0rc1.'],
];

function findOptionProblem(text: string): string | undefined {
  const known = OPTIONS.find(([form]) => form.test(text));
  if (known !== undefined) return known[1];
  const option = text.split(/[\s=]/, 1)[0];
  return `The option "${option}" is not supported in this file; take it out.`;
}

function takeHashes(text: string): {
  readonly bare: string;
  readonly hashes: readonly string[];
  readonly option?: string;
} {
  const at = text.search(/\s--?[a-z]/);
  if (at === -1) return { bare: text, hashes: [] };
  const words = text.slice(at).trim().split(/\s+/);
  const hash = /^--hash=((?:sha256|sha384|sha512):[0-9a-f]{64,128})$/i;
  const option = words.find((word) => !hash.test(word));
  const hashes = words.flatMap((word) => hash.exec(word)?.[1] ?? []);
  const bare = text.slice(0, at).trim();
  return option === undefined
    ? { bare, hashes }
    : { bare, hashes, option: option.split('=', 1)[0] ?? option };
}
