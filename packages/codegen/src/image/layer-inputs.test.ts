import { LAYERS_LABEL, type LayerInputs } from '@celeriac/deployment';
import { expect, test } from 'vitest';
import { condaApp, sampleApp, sampleFile, sampleOptions } from '../../test/support/sample-app.ts';
import { compareLayers, toLayerInputs } from './layer-inputs.ts';
import { planImage } from './plan-image.ts';

const before = toLayerInputs(sampleApp(), sampleOptions());
const after = (app = sampleApp(), options = sampleOptions()): string[] =>
  compareLayers(before, toLayerInputs(app, options)).map(({ layer, action, reasons }) =>
    `${layer} ${action} ${reasons.join(', ')}`.trim(),
  );

test('nothing changed: every layer is reused', () => {
  expect(after()).toEqual(
    ['base', 'dependencies', 'runtime', 'code'].map((one) => `${one} reused`),
  );
});

test('a code edit names the files, and keeps the rest', () => {
  const files = [sampleFile('logic.py', '9'), sampleFile('more.py', '1')];
  expect(after(sampleApp({ files }))).toEqual([
    'base reused',
    'dependencies reused',
    'runtime reused',
    'code built logic.py changed, more.py added, requirements.in removed',
  ]);
});

test('a lock changes the dependencies alone', () => {
  expect(after(sampleApp(), sampleOptions({ lock: 'six==1.16.0\n' }))).toContain(
    'dependencies built requirements.lock changed',
  );
});

test('what lies below everything has all built', () => {
  expect(after(sampleApp(), sampleOptions({ baseImage: 'base:2' }))).toEqual([
    'base built base image changed',
    ...['dependencies', 'runtime', 'code'].map((one) => `${one} built base is built`),
  ]);
  const container = { ...sampleApp().container, packages: ['libgomp1'] };
  expect(after(sampleApp({ container }))).toContain('packages built libgomp1 added');
});

test('an app that was never built has all built', () => {
  const all = compareLayers(undefined, toLayerInputs(condaApp(), sampleOptions()));
  expect(all.map(({ reasons }) => reasons)).toEqual(all.map(() => ['not built yet']));
});

test('they stand in a label, however many files there are', () => {
  const files = Array.from({ length: 5_000 }, (_, at) => sampleFile(`data/${at}.txt`, '1'));
  const { labels } = planImage(sampleApp({ files }), sampleOptions());
  const inputs = JSON.parse(labels[LAYERS_LABEL] ?? '') as LayerInputs;
  expect(Object.keys(inputs.code)).toEqual(['files', 'signatures', 'main', 'plugin version']);
});
