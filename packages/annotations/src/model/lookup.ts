// So few items are looked through in less time than a table takes to be made.
const FEW = 8;

/**
 * Tells at which index the item of a name stands.
 *
 * Names asked for in the order of the items are found at once; the first of many that is not makes
 * a table, so that any number of questions takes the time of their number.
 */
export class Lookup<Item> {
  readonly #items: readonly Item[];
  readonly #nameOf: (item: Item) => string;
  #next = 0;
  #places: Map<string, number> | undefined;

  constructor(items: readonly Item[], nameOf: (item: Item) => string) {
    this.#items = items;
    this.#nameOf = nameOf;
  }

  /** The index of the item of that name; -1 where there is none. */
  indexOf(name: string): number {
    const items = this.#items;
    if (this.#next >= items.length) this.#next = 0;
    const expected = items[this.#next];
    if (expected === undefined) return -1;
    if (this.#nameOf(expected) === name) return this.#next++;
    if (items.length <= FEW) return items.findLastIndex((item) => this.#nameOf(item) === name);
    this.#places ??= new Map(items.map((item, index) => [this.#nameOf(item), index]));
    return this.#places.get(name) ?? -1;
  }

  /** The item of that name. */
  get(name: string): Item | undefined {
    return this.#items[this.indexOf(name)];
  }
}
