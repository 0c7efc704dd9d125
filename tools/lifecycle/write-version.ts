import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What one version of the plugin is. */
export interface PluginVersion {
  /** What its answers begin with. */
  readonly word: string;
  /** Type of its one input. */
  readonly type: 'int' | 'string';
  /** Whether its first call starts it; otherwise its deploy does. */
  readonly onDemand?: boolean;
}

/** Makes a copy of the plugin that version; its `rest` takes its time. */
export async function writeVersion(
  folder: string,
  { word, type, onDemand = false }: PluginVersion,
): Promise<void> {
  const text = `import time


#name: size
#input: ${type} side
#output: string answer
def size(side):
    time.sleep(0.01)
    return f"${word} {side!r}"


#name: rest
#input: double seconds
#output: string answer
def rest(seconds):
    time.sleep(seconds)
    return "${word} rested"
`;
  await writeFile(join(folder, 'python/measure/logic.py'), text);
  const container = JSON.stringify({ concurrency: 2, on_demand: onDemand });
  await writeFile(join(folder, 'python/measure/container.json'), container);
}
