import { expect, test } from 'vitest';
import { showControls } from './show-controls.ts';

test('what would steer a terminal is written out; the rest stays', () => {
  expect(showControls('\u001B[31mred\u0007\tä\n日本')).toBe('\\x1b[31mred\\x07\tä\n日本');
  expect(showControls('a\u202Eb')).toBe('a\\u202eb');
});
