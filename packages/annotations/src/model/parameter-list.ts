import type { AnnotatedParameter } from '../python-module.ts';

// So few names are compared in less time than a table takes to be made.
const FEW = 8;

/** The parameters of one direction, each name once. */
export interface ParameterList {
  readonly items: readonly AnnotatedParameter[];
  /** Takes a parameter, or gives the one that has its name already. */
  add(added: AnnotatedParameter): AnnotatedParameter | undefined;
}

/** Makes an empty list. */
export function createParameterList(): ParameterList {
  const items: AnnotatedParameter[] = [];
  let byName: Map<string, AnnotatedParameter> | undefined;
  const find = (name: string): AnnotatedParameter | undefined => {
    if (items.length < FEW) return items.find(({ parameter }) => parameter.name === name);
    byName ??= new Map(items.map((item) => [item.parameter.name, item]));
    return byName.get(name);
  };
  return {
    items,
    add(added) {
      const first = find(added.parameter.name);
      if (first !== undefined) return first;
      items.push(added);
      byName?.set(added.parameter.name, added);
      return undefined;
    },
  };
}
