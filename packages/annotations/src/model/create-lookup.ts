/**
 * Makes a function that tells at which index the item of a name stands; -1 where there is none.
 *
 * Names asked for in the order of the items are found without a table; the first that is not makes
 * one, so that any number of questions takes the time of their number.
 */
export function createLookup<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
): (name: string) => number {
  let next = 0;
  let places: Map<string, number> | undefined;
  return (name) => {
    if (next >= items.length) next = 0;
    const expected = items[next];
    if (expected !== undefined && nameOf(expected) === name) return next++;
    places ??= new Map(items.map((item, index) => [nameOf(item), index]));
    return places.get(name) ?? -1;
  };
}
