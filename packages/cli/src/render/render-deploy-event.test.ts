import { expect, test } from 'vitest';
import type { Terminal } from '../terminal.ts';
import { renderDeployEvent } from './render-deploy-event.ts';

test('what callers can notice is a line each, which says whether it breaks them', () => {
  const lines: string[] = [];
  const terminal: Terminal = {
    data: (text) => lines.push(text),
    say: (text) => lines.push(text),
    isLive: false,
    progress: () => undefined,
    live: () => undefined,
    paint: (style, text) => `<${style}>${text}`,
  };
  const message = 'add: the input x was removed: calls that pass it fail.';
  renderDeployEvent(
    {
      kind: 'compared',
      plugin: 'Demo',
      verdict: 'breaking',
      differences: [
        { impact: 'breaking', code: 'input-removed', function: 'add', parameter: 'x', message },
        { impact: 'compatible', code: 'function-added', function: 'sub', message: 'sub: new.' },
      ],
    },
    terminal,
  );
  expect(lines).toEqual([`  <bad>breaking: ${message}`, '  <good>compatible: sub: new.']);
});
