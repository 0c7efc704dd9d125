import type { FunctionSignature } from '../function-signature.ts';
import { compareInputs } from './compare-inputs.ts';
import { compareOutputs } from './compare-outputs.ts';
import type { ContractComparison, ContractDifference } from './contract-difference.ts';
import type { Finding } from './finding.ts';
import { toContracts, type FunctionContract } from './function-contract.ts';

/**
 * Compares what callers can notice of an app's or a plugin's functions, before and after a change.
 *
 * Functions are paired by the names that callers use: one that was renamed and kept its old name as
 * an alias is the same function. There is a difference exactly where `contractHash` differs; they
 * come in the order of the functions before, then of those that are new.
 */
export function compareContracts(
  before: readonly FunctionSignature[],
  after: readonly FunctionSignature[],
): ContractComparison {
  const was = createLookup(toContracts(before));
  const is = createLookup(toContracts(after));
  const reached = new Set<FunctionContract>();
  const differences = was.all.flatMap((old) => {
    const now = is.find(old.name);
    if (now) reached.add(now);
    return now ? comparePair({ old, now }, { was, is }) : [toRemoved(old), ...lostAliases(old, is)];
  });
  for (const fresh of is.all) if (!reached.has(fresh)) differences.push(toAdded(fresh));
  const isBreaking = differences.some(({ impact }) => impact === 'breaking');
  const verdict = differences.length === 0 ? 'same' : isBreaking ? 'breaking' : 'compatible';
  return { verdict, differences };
}

interface Lookup {
  readonly all: readonly FunctionContract[];
  find(name: string): FunctionContract | undefined;
}

function createLookup(all: readonly FunctionContract[]): Lookup {
  const byName = new Map(
    all.flatMap((each) => [...each.aliases, each.name.toLowerCase()].map((name) => [name, each])),
  );
  return { all, find: (name) => byName.get(name.toLowerCase()) };
}

function comparePair(
  { old, now }: { old: FunctionContract; now: FunctionContract },
  { was, is }: { was: Lookup; is: Lookup },
): readonly ContractDifference[] {
  const gained = now.aliases.filter((alias) => !was.find(alias));
  return [
    ...(old.name === now.name ? [] : [toRenamed(old, now)]),
    ...lostAliases(old, is, now),
    ...gained.map((alias): ContractDifference => {
      const message = `${old.name}: it can be called "${alias}" too now.`;
      return { impact: 'compatible', code: 'alias-added', function: old.name, message };
    }),
    ...compareInputs(old.inputs, now.inputs).map((finding) => toDifference(old.name, finding)),
    ...compareOutputs(old.outputs, now.outputs).map((finding) => toDifference(old.name, finding)),
  ];
}

/** Aliases of a function that lead nowhere now, or to another function than its name does. */
function lostAliases(
  old: FunctionContract,
  is: Lookup,
  now?: FunctionContract,
): readonly ContractDifference[] {
  return old.aliases.flatMap((alias): readonly ContractDifference[] => {
    const target = is.find(alias);
    if (target !== undefined && target === now) return [];
    const [code, message] =
      target === undefined
        ? (['alias-removed', `${old.name}: it cannot be called "${alias}" any more.`] as const)
        : ([
            'alias-moved',
            `${old.name}: "${alias}" is the name of another function now, ${target.name}.`,
          ] as const);
    return [{ impact: 'breaking', code, function: old.name, message }];
  });
}

function toRenamed(old: FunctionContract, now: FunctionContract): ContractDifference {
  const why =
    old.name.toLowerCase() === now.name.toLowerCase()
      ? 'case does not count'
      : 'its old name stays';
  const message = `${old.name}: it is named ${now.name} now; ${why}, so that calls go on.`;
  return { impact: 'compatible', code: 'function-renamed', function: old.name, message };
}

function toRemoved({ name }: FunctionContract): ContractDifference {
  const message = `${name}: the function was removed, and no alias leads to another.`;
  return { impact: 'breaking', code: 'function-removed', function: name, message };
}

function toAdded({ name }: FunctionContract): ContractDifference {
  const message = `${name}: the function is new.`;
  return { impact: 'compatible', code: 'function-added', function: name, message };
}

function toDifference(name: string, { parameter, ...finding }: Finding): ContractDifference {
  const place = parameter === undefined || parameter === '' ? {} : { parameter };
  return { ...finding, ...place, function: name, message: `${name}: ${finding.message}.` };
}
