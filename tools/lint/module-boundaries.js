import { layersBelow, packageRules } from '../architecture/layers.ts';

/** What a package's sources may import, as options of Nx's enforce-module-boundaries. */
export const packageConstraints = {
  depConstraints: Object.entries(packageRules).map(([name, { layer, also = [], homeOf = [] }]) => ({
    sourceTag: `name:${name}`,
    onlyDependOnLibsWithTags: [
      ...layersBelow(layer).map((below) => `layer:${below}`),
      ...also.map((other) => `name:${other}`),
    ],
    allowedExternalImports: homeOf.flatMap((library) => [library, `${library}/*`]),
  })),
};

/** Tests and examples may bring any packages together, by name; what is published stays in layers. */
export const testConstraints = {
  allowCircularSelfDependency: true,
  ignoredCircularDependencies: [['*', '*']],
  // Brokers and networks to harm, for tests of any package; a worker in JavaScript, for theirs.
  allow: [
    '../../../tools/faults/index.ts',
    ...['demo-app', 'failure-of', 'fake-worker'].map(
      (file) => `../../../packages/broker/test/${file}.ts`,
    ),
  ],
  depConstraints: [{ sourceTag: '*', onlyDependOnLibsWithTags: ['*'] }],
};
