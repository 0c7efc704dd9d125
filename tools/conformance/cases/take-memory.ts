/** A command that takes 400 MiB and is killed where there is less. */
export const TAKE_MEMORY = `python3 -c 'x = bytearray(400 << 20); print(len(x))'`;
