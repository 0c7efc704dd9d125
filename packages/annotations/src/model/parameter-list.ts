import type { AnnotatedParameter } from '../python-module.ts';

// So few names are compared in less time than a table takes to be made.
const FEW = 8;

/** The parameters of one direction, each name once. */
export class ParameterList {
  readonly #items: AnnotatedParameter[] = [];
  #byName: Map<string, AnnotatedParameter> | undefined;

  /** Takes a parameter, or gives the one that has its name already. */
  add(added: AnnotatedParameter): AnnotatedParameter | undefined {
    const first = this.#find(added.parameter.name);
    if (first !== undefined) return first;
    this.#items.push(added);
    this.#byName?.set(added.parameter.name, added);
    return undefined;
  }

  /** What was taken, in a list of its own. */
  toArray(): readonly AnnotatedParameter[] {
    return this.#items.slice();
  }

  #find(name: string): AnnotatedParameter | undefined {
    const items = this.#items;
    if (items.length > FEW) {
      this.#byName ??= new Map(items.map((item) => [item.parameter.name, item]));
      return this.#byName.get(name);
    }
    for (const item of items) if (item.parameter.name === name) return item;
    return undefined;
  }
}
