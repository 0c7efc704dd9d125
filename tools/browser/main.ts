import { buildBrowserEntries } from './build-browser-entries.ts';

await buildBrowserEntries();
