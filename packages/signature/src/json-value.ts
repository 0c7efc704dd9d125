import type { ValueWalk } from './value-walk.ts';

const STRING_REMARK = 'A lone surrogate is no character and cannot be sent.';

/** Tells a string that is not well-formed UTF-16. */
export function checkText(text: string, walk: ValueWalk): void {
  if (!text.isWellFormed())
    walk.tell('lone-surrogate', text, { expected: 'well-formed text', remark: STRING_REMARK });
}

/** Whether a value is an object of plain keys and values, not an instance of a class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Tells everything in a value that JSON cannot hold, or that would change on its way. */
export function checkJson(value: unknown, walk: ValueWalk): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') return checkText(value, walk);
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      walk.tell('not-json', value, {
        expected: 'a finite number',
        remark: 'JSON has no such number; pass null or a string, or declare a double.',
      });
  } else if (Array.isArray(value))
    walk.inside(value, () => {
      for (let index = 0; index < value.length; index++)
        walk.at(index, () => checkJson(value[index], walk));
    });
  else if (isPlainObject(value)) checkMembers(value, walk);
  else walk.tell('not-json', value, { expected: 'a JSON value', remark: remedy(value) });
}

function checkMembers(value: Readonly<Record<string, unknown>>, walk: ValueWalk): void {
  walk.inside(value, () => {
    for (const key of Object.keys(value))
      walk.at(key, () => {
        checkText(key, walk);
        checkJson(value[key], walk);
      });
  });
}

function remedy(value: unknown): string {
  if (value === undefined) return 'Leave it out, or pass null.';
  if (typeof value === 'bigint') return 'Declare the parameter as bigint or list<bigint>.';
  if (value instanceof Date) return 'Pass its toISOString(), or declare the parameter as datetime.';
  return 'Pass null, booleans, numbers, strings, lists and plain objects.';
}
