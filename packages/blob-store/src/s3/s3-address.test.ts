import { expect, test } from 'vitest';
import { parseS3Address } from './s3-address.ts';

test('reads bucket, prefix, region and credentials out of an address', () => {
  expect(parseS3Address('https://key:se%2Fcret@s3.example.org/bucket/a/b?region=eu-1')).toEqual({
    endpoint: 'https://s3.example.org',
    workerEndpoint: 'https://s3.example.org',
    bucket: 'bucket',
    prefix: 'a/b/',
    accessKeyId: 'key',
    secretAccessKey: 'se/cret',
    region: 'eu-1',
  });
});

test('workers see a local storage on the host, or where they are told', () => {
  const local = 'http://key:secret@localhost:9000/bucket';
  expect(parseS3Address(local).workerEndpoint).toBe('http://host.docker.internal:9000');
  expect(parseS3Address(local, 'http://storage:9000/ignored').workerEndpoint).toBe(
    'http://storage:9000',
  );
});

test.each([
  ['ftp://key:secret@host/bucket', 'no http:// or https:// URL'],
  ['nonsense', 'no http:// or https:// URL'],
  ['https://key:secret@host/', 'names no bucket'],
  ['https://host/bucket', 'holds no key and secret'],
])('%s is refused without telling its secret', (url, why) => {
  expect(() => parseS3Address(url)).toThrow(why);
  expect(() => parseS3Address(url)).not.toThrow('secret@');
});
