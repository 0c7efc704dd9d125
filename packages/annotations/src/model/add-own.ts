/** Sets a property of the object itself, whatever its name means to objects. */
export function addOwn(object: Record<string, string>, key: string, value: string): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else object[key] = value;
}
