/** What a dependency set was resolved to: every package with its version and hashes. */
export interface AppLock {
  /** Hash of what it was made from, `sha256:…`: a lock of other inputs is out of date. */
  readonly inputs: string;
  /** The pinned requirements, as pip and uv take them. */
  readonly text: string;
}

const INPUTS = /^# inputs: (sha256:[0-9a-f]{64})\s*$/m;

/** Reads the text of a `requirements.lock`; `undefined` where it is none of ours. */
export function parseLock(text: string): AppLock | undefined {
  const plain = text.replaceAll('\r\n', '\n');
  const inputs = INPUTS.exec(plain)?.[1];
  if (inputs === undefined) return undefined;
  return { inputs, text: plain.slice(plain.indexOf('\n', plain.indexOf(inputs)) + 1) };
}

/** Writes a lock as the text of a `requirements.lock`. */
export function renderLock({ inputs, text }: AppLock): string {
  return `# What the app's dependencies were resolved to, together with the worker's own.
# Made by "celeriac lock"; to be committed, and not to be edited.
# inputs: ${inputs}
${text}`;
}
