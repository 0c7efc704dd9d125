import { SpawnError } from '../spawn-error.ts';

/** A range of IPv4 addresses. */
export interface Subnet {
  /** First address as a number. */
  readonly base: number;
  /** Bits of the network part. */
  readonly prefix: number;
}

/** Parses `10.0.0.0/16`; `undefined` for what is none, IPv6 included. */
export function parseSubnet(text: string): Subnet | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { base: address - (address % sizeOf(prefix)), prefix };
}

/** Writes `10.0.0.0/16`. */
export function renderSubnet({ base, prefix }: Subnet): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
  return `${bytes.join('.')}/${prefix}`;
}

/**
 * Yields the subnets of a range that overlap none of `taken`, from the one that `seed` falls on, so
 * that two who choose at once seldom choose the same. Throws `INVALID_SPEC` where the range is none.
 */
export function* freeSubnets(
  range: string,
  prefix: number,
  choice: { readonly seed: string; readonly taken: readonly string[] },
): Generator<string> {
  const whole = parseSubnet(range);
  if (whole === undefined || whole.prefix > prefix || prefix > 29)
    throw new SpawnError(
      'INVALID_SPEC',
      `"${range}" is no range with room for /${prefix} subnets.`,
      {
        remedy: 'Set the network range to private IPv4 addresses, such as 10.213.0.0/16.',
      },
    );
  const taken = choice.taken.flatMap((text) => parseSubnet(text) ?? []);
  const count = 2 ** (prefix - whole.prefix);
  const first = hash(choice.seed) % count;
  for (let offset = 0; offset < count; offset += 1) {
    const subnet = { base: whole.base + ((first + offset) % count) * sizeOf(prefix), prefix };
    if (!taken.some((other) => overlap(subnet, other))) yield renderSubnet(subnet);
  }
}

function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}

function overlap(one: Subnet, other: Subnet): boolean {
  return one.base < other.base + sizeOf(other.prefix) && other.base < one.base + sizeOf(one.prefix);
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text))
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
