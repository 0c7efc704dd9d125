import { renderType } from '../value-type.ts';
import { breaking, compatible, type Finding } from './finding.ts';
import type { OutputContract } from './function-contract.ts';
import { isSubtype } from './is-subtype.ts';

/** What differs in what a function answers. */
export function compareOutputs(
  before: readonly OutputContract[],
  after: readonly OutputContract[],
): readonly Finding[] {
  if (before.length > 0 && shapeOf(before) !== shapeOf(after)) {
    const message = `calls answered with ${shapeOf(before)} and answer with ${shapeOf(after)} now`;
    return [{ impact: 'breaking', code: 'output-shape', message }];
  }
  const removed = before.filter(({ name }) => !after.some((output) => output.name === name));
  return [
    ...removed.map(({ name }) =>
      breaking('output-removed', name, `${subject(name)} was removed: callers may read it`),
    ),
    ...after.flatMap((output) => {
      const known = before.find(({ name }) => name === output.name);
      return known === undefined ? [toAdded(output)] : compareOutput(known, output);
    }),
  ];
}

function shapeOf({ length }: readonly OutputContract[]): string {
  if (length === 0) return 'null';
  return length === 1 ? 'a bare value' : 'an object of several';
}

function subject(name: string): string {
  return name === '' ? 'the result' : `the output ${name}`;
}

function toAdded({ name }: OutputContract): Finding {
  const message =
    name === '' ? 'the result was null and is a value now' : `the output ${name} was added`;
  return compatible('output-added', name, message);
}

function compareOutput(before: OutputContract, after: OutputContract): readonly Finding[] {
  const { name, type } = after;
  const findings: Finding[] = [];
  if (renderType(before.type) !== renderType(type)) {
    const change = `${subject(name)} was ${renderType(before.type)} and is ${renderType(type)} now`;
    findings.push(
      isSubtype(type, before.type, 'output')
        ? compatible('type-changed', name, `${change}, which callers can take as before`)
        : breaking('type-changed', name, `${change}: callers may not be ready for it`),
    );
  }
  if (before.nullable && !after.nullable)
    findings.push(compatible('nullable-changed', name, `${subject(name)} is never null now`));
  if (!before.nullable && after.nullable)
    findings.push(breaking('nullable-changed', name, `${subject(name)} may be null now`));
  return findings;
}
