import { readPlugin } from '../src/read-plugin.ts';
import { createTestFolder } from './test-folder.ts';

export type TestFiles = Readonly<Record<string, string | Uint8Array>>;

/** The text of an annotated function of one int; `extra` stands between header and `def`. */
export function functionText(name: string, extra = ''): string {
  return `#input: int x\n#output: int y\n${extra}def ${name}(x):\n    return x\n`;
}

/** Reads a plugin `@scope/demo` of these files; `told` is the code and file of each diagnostic. */
export async function readTestPlugin(
  files: TestFiles,
  change?: (root: string) => Promise<unknown>,
): Promise<Awaited<ReturnType<typeof readPlugin>> & { told: string[]; root: string }> {
  const manifest = '{"name": "@scope/demo", "version": "1.2.3"}';
  await using folder = await createTestFolder({ 'package.json': manifest, ...files });
  await change?.(folder.root);
  const { value, diagnostics } = await readPlugin(folder.root);
  const told = diagnostics.map(({ code, file }) => `${code} ${file}`);
  return { value, diagnostics, told, root: folder.root };
}
