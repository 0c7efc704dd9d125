import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { parseDockerIgnore, type DockerIgnore } from './dockerignore.ts';

/** What an app's `.dockerignore` and `.gitignore` files leave out. */
export interface IgnoreRules {
  /** Whether a file or folder is left out; `path` is relative to the app, with `/`. */
  ignores(entry: { readonly path: string; readonly isFolder: boolean }): boolean;
  /** The rules for what is in a folder: these, and its own `.gitignore`. */
  enter(folder: string, gitIgnoreText: string | undefined): IgnoreRules;
}

/** Never part of an app, wherever they are. */
const ALWAYS = new Set(['__pycache__', '.git', 'node_modules']);

/** Whether a file or folder of that name is left out of every app. */
export function isNeverPart(name: string): boolean {
  return ALWAYS.has(name);
}

/** Rules of an app whose `.dockerignore` has this text. */
export function createIgnoreRules(dockerIgnoreText: string | undefined): IgnoreRules {
  return toRules(parseDockerIgnore(dockerIgnoreText ?? ''), []);
}

/** The text of an ignore file, `undefined` where there is none that can be read. */
export async function readIgnoreFile(folder: string, name: string): Promise<string | undefined> {
  return readFile(path.join(folder, name), 'utf8').catch(() => undefined);
}

interface GitLevel {
  /** Folder of the `.gitignore`, with `/` at its end, or empty. */
  readonly prefix: string;
  readonly rules: Ignore;
}

function toRules(docker: DockerIgnore, git: readonly GitLevel[]): IgnoreRules {
  return {
    ignores({ path: entry, isFolder }) {
      if (isNeverPart(path.posix.basename(entry))) return true;
      if (docker.ignores(entry) && !(isFolder && docker.hasExceptions)) return true;
      const name = isFolder ? `${entry}/` : entry;
      for (const { prefix, rules } of git.toReversed()) {
        const { ignored, unignored } = rules.test(name.slice(prefix.length));
        if (ignored) return true;
        if (unignored) return false;
      }
      return false;
    },
    enter(folder, gitIgnoreText) {
      if (gitIgnoreText === undefined) return this;
      const rules = ignore({ ignorecase: false }).add(gitIgnoreText.replace(/^\ufeff/, ''));
      return toRules(docker, [...git, { prefix: folder === '' ? '' : `${folder}/`, rules }]);
    },
  };
}
