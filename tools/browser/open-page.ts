import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from '../services/host/run-command.ts';

const LONGEST_MS = 60_000;

/** Runs a module script in a page of a headless browser, and gives the page's text at the end. */
export async function openPage(browser: string, script: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'celeriac-page-'));
  try {
    const page = join(directory, 'page.html');
    const safe = script.replaceAll('</script', '<\\/script');
    const html = `<!doctype html><meta charset="utf-8"><body><pre id="out">nothing</pre><script type="module">${safe}</script>`;
    await writeFile(page, html);
    const flags = ['--headless=new', '--disable-gpu', '--no-sandbox', '--disable-dev-shm-usage'];
    const profile = `--user-data-dir=${join(directory, 'profile')}`;
    const wait = '--virtual-time-budget=20000';
    const { stdout } = await runCommand(
      [browser, ...flags, profile, wait, '--dump-dom', pathToFileURL(page).href],
      { timeoutMs: LONGEST_MS },
    );
    const text = /<pre id="out">([^]*?)<\/pre>/.exec(stdout)?.[1] ?? '';
    return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
