import { expect, test } from 'vitest';
import { condaApp, sampleApp, sampleOptions } from '../../test/support/sample-app.ts';
import { renderSbom } from './render-sbom.ts';

const digest = 'a'.repeat(64);
const lock = `amqp==5.4.2 \\
    --hash=sha256:${digest} \\
    --hash=sha256:${'b'.repeat(64)}
    # via kombu
six==1.17.0 ; python_version < '3.14' \\
    --hash=sha256:${digest}
own @ https://example.org/own-1.0-py3-none-any.whl \\
    --hash=sha256:${digest}
./vendor-2.0-py3-none-any.whl \\
    --hash=sha256:${digest}
`;

test('every package that is pinned is in it, with its hashes', () => {
  const options = sampleOptions({ lock });
  const bom = JSON.parse(renderSbom(sampleApp(), options)) as { components: { name: string }[] };
  expect(bom).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
    metadata: { component: { type: 'application', name: 'Demo/my_app', version: '1.2.3' } },
  });
  expect(bom.components.map(({ name }) => name)).toEqual([
    ...['base:1', 'celeriac-worker', 'amqp', 'six', 'own', 'vendor-2.0-py3-none-any.whl'],
  ]);
  expect(bom.components[2]).toMatchObject({
    ...{ type: 'library', version: '5.4.2', purl: 'pkg:pypi/amqp@5.4.2' },
    hashes: [{ alg: 'SHA-256', content: digest }, { alg: 'SHA-256' }],
  });
  expect(renderSbom(sampleApp(), options)).toBe(renderSbom(sampleApp(), options));
});

test('packages of conda and Debian are in it', () => {
  const container = { ...sampleApp().container, packages: ['libgomp1=12.2.0-14'] };
  const conda = `# conda: conda-forge/linux-64/python-3.11.9-h9_1_cpython.conda#${digest}\n`;
  const options = sampleOptions({ lock: `${conda}${lock}` });
  const text = renderSbom({ ...condaApp(), container }, options);
  expect(text).toContain('"pkg:deb/debian/libgomp1@12.2.0-14"');
  const bom = JSON.parse(text) as { components: { name: string }[] };
  expect(bom.components.find(({ name }) => name === 'python')).toEqual({
    ...{ type: 'library', name: 'python', version: '3.11.9' },
    purl: 'pkg:conda/python@3.11.9?build=h9_1_cpython&channel=conda-forge&subdir=linux-64',
    'bom-ref': 'pkg:conda/python@3.11.9?build=h9_1_cpython&channel=conda-forge&subdir=linux-64',
    hashes: [{ alg: 'SHA-256', content: digest }],
  });
  expect(text).toContain('pkg:pypi/six@1.17.0');
});
