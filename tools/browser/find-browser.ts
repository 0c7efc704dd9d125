import { findExecutable } from '../services/host/as-root.ts';

/** The Debian packages that bring a browser. */
export const browserPackages = ['chromium'] as const;

/** Finds a Chromium or Chrome in PATH. */
export function findBrowser(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names.map((name) => findExecutable(name)).find((path) => path !== undefined);
}
