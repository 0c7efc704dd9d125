import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBrokerUrl, toShownAddress, toWorkerUrl } from './broker-url.ts';

describe('parseBrokerUrl', () => {
  test('reads every part, decoded', () => {
    expect(parseBrokerUrl('amqps://me:p%40ss@broker.example:5000/my%2Fhost')).toEqual({
      protocol: 'amqps',
      hostname: 'broker.example',
      port: 5000,
      username: 'me',
      password: 'p@ss',
      vhost: 'my/host',
    });
  });

  test('has defaults', () => {
    const guest = { username: 'guest', password: 'guest', vhost: '/' };
    expect(parseBrokerUrl('amqp://h')).toMatchObject({ ...guest, port: 5672 });
    expect(parseBrokerUrl('amqps://[::1]/')).toMatchObject({ hostname: '::1', port: 5671 });
    expect(toShownAddress(parseBrokerUrl('amqp://u:p@[::1]/x'))).toBe('[::1]:5672 (vhost "x")');
  });

  test.each(['', 'localhost', 'http://u:secret@h', 'amqp://', 'amqp://u:%zzsecret@h'])(
    'refuses %j without repeating it',
    (url) => {
      let message = '';
      try {
        parseBrokerUrl(url);
      } catch (error) {
        message = String((error as Error).stack);
        expect(error).toMatchObject({ code: 'INVALID_OPTION' });
      }
      expect(message).not.toBe('');
      expect(message).not.toContain('secret');
    },
  );
});

test('a worker URL carries any user, password and vhost', () => {
  // A path of one or two dots is none, so that no URL can name such a vhost.
  const part = fc
    .string({ minLength: 1, unit: 'grapheme' })
    .filter((text) => text !== '.' && text !== '..');
  fc.assert(
    fc.property(part, part, part, (user, password, vhost) => {
      const base = `amqp://admin:root@engine.internal:5673/${encodeURIComponent(vhost)}`;
      expect(parseBrokerUrl(toWorkerUrl(base, { user, password }))).toEqual({
        protocol: 'amqp',
        hostname: 'engine.internal',
        port: 5673,
        username: user,
        password,
        vhost,
      });
    }),
  );
});
