/** Renders an event as one line of JSON; an error in it as its fields, message included. */
export function renderEventJson(event: object): string {
  return JSON.stringify(event, (_, value: unknown) =>
    value instanceof Error ? { ...value, message: value.message } : value,
  );
}
