import { createInterface } from 'node:readline/promises';
import type { MissingPiece } from './missing-service.ts';

/**
 * Whether someone agreed to installing packages and starting services: `given` by a flag, `CI=true` in the
 * environment, or a yes typed at a terminal.
 */
export async function hasConsent(
  given: boolean | undefined,
  missing: readonly MissingPiece[],
): Promise<boolean> {
  if (given === true || process.env['CI'] === 'true') return true;
  if (given === false || !process.stdin.isTTY || !process.stderr.isTTY) return false;
  const steps = missing.map((piece) => `  ${piece.service}: ${piece.problem} → ${piece.command}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Needed:\n${steps.join('\n')}\nGo ahead? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
