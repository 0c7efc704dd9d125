import type { DeployerPorts } from '../deployer-options.ts';

const LAST_LINES = 20;

/** What a container wrote last, by its id or name; nothing where that cannot be told any more. */
export async function readLastLines(
  container: string,
  spawner: DeployerPorts['spawner'],
): Promise<readonly string[]> {
  const lastLines: string[] = [];
  try {
    const signal = AbortSignal.timeout(5000);
    const options = { tail: LAST_LINES, signal };
    for await (const line of spawner.logs(container, options)) lastLines.push(line.text);
  } catch {
    // The container may be gone, and its lines with it; what went wrong stands without them.
  }
  return lastLines;
}
