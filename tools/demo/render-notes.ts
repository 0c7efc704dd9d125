import type { MissingPiece } from '../services/index.ts';

/** What is missing, how each piece would be provided, and the command that does so and goes on. */
export function renderMissing(missing: readonly MissingPiece[]): string {
  const pieces = missing.map(
    ({ service, problem, command }) => `  ${service}: ${problem}\n    would run: ${command}`,
  );
  return [
    'Services are missing:',
    ...pieces,
    'To install and start them and go on:',
    '',
    '  npm run demo -- --yes',
    '',
  ].join('\n');
}

/** What to try with a demo that was left running, and how to end it. */
export function renderKept(settings: Readonly<Record<string, string>>): string {
  const exports = Object.entries(settings).map(([name, value]) => `  export ${name}='${value}'`);
  return [
    '',
    'Everything was left running. To try more, in this directory:',
    '',
    ...exports,
    '  npx celeriac call Demo:greet name=Ada language=fr',
    '  npx celeriac logs -f',
    '',
    'And to end it:',
    '',
    '  npx celeriac down Demo --purge',
    '  npm run services -- down',
  ].join('\n');
}
