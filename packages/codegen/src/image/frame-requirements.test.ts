import { expect, test } from 'vitest';
import type { AppFunction, AppModel, PythonForms, Requirement } from '@celeriac/plugin';
import type { Parameter, ValueType } from '@celeriac/signature';
import { sampleApp } from '../../test/support/sample-app.ts';
import { planFrameRequirements } from './frame-requirements.ts';

const PANDAS = ['pandas>=2.2,<4', 'pyarrow>=17'];
const POLARS = ['polars>=1.33,<3'];
const frame: ValueType = { name: 'dataframe' };

function withFunction(
  { inputs = [], outputs = [] }: { inputs?: readonly ValueType[]; outputs?: readonly ValueType[] },
  forms: Partial<PythonForms> = {},
): AppFunction {
  const [sample] = sampleApp().functions as [AppFunction];
  const toParameter = (type: ValueType, index: number): Parameter => ({ name: `p${index}`, type });
  return {
    ...sample,
    signature: {
      name: 'f',
      inputs: inputs.map(toParameter),
      outputs: outputs.map(toParameter),
    },
    forms: { inputs: {}, outputs: [], ...forms },
  };
}

function toRequirement(text: string): Requirement {
  const name = /^[\w.-]+/.exec(text)?.[0] ?? '';
  return { name, text, file: 'requirements.in', line: 1, span: { start: 0, end: 0 } };
}

function plan(functions: readonly AppFunction[], ...requirements: readonly string[]): string[] {
  const dependencies: AppModel['dependencies'] = {
    kind: 'pip',
    file: 'requirements.in',
    requirements: requirements.map(toRequirement),
    constraints: [],
  };
  return planFrameRequirements({ functions, dependencies });
}

test('nothing is added where no signature has a frame', () => {
  expect(planFrameRequirements(sampleApp())).toEqual([]);
  expect(plan([withFunction({ inputs: [{ name: 'file' }], outputs: [{ name: 'blob' }] })])).toEqual(
    [],
  );
});

test('pandas and pyarrow are, unless every hint says polars', () => {
  const polars = withFunction(
    { inputs: [frame], outputs: [frame] },
    { inputs: { p0: 'polars-lazy' } },
  );
  expect(plan([withFunction({ inputs: [frame] })])).toEqual(PANDAS);
  expect(plan([withFunction({ outputs: [{ name: 'list', element: 'dataframe' }] })])).toEqual(
    PANDAS,
  );
  expect(plan([polars])).toEqual(POLARS);
  expect(plan([withFunction({ outputs: [frame] }, { outputs: ['polars'] })])).toEqual(POLARS);
  expect(plan([withFunction({ inputs: [frame] }, { inputs: { p0: 'pyarrow' } })])).toEqual([
    'pyarrow>=17',
  ]);
  expect(plan([polars, withFunction({ inputs: [frame] })])).toEqual(
    [...PANDAS, ...POLARS].toSorted(),
  );
});

test("nothing is that the app's own requirements bring", () => {
  const takesFrame = withFunction({ inputs: [frame] });
  expect(plan([takesFrame], 'Pandas==2.2.3')).toEqual(['pyarrow>=17']);
  expect(plan([takesFrame], 'pandas', 'PyArrow[x]>=18')).toEqual([]);
  expect(plan([takesFrame], 'pandas; python_version < "3"')).toEqual(PANDAS);
  const polars = withFunction({ inputs: [frame] }, { inputs: { p0: 'polars' } });
  expect(plan([polars], 'polars_lts.cpu')).toEqual([]);
});

test('nothing is that conda brings', () => {
  const packages = ['pandas', 'pyarrow'].map(toRequirement);
  const dependencies: AppModel['dependencies'] = {
    ...{ kind: 'conda', file: 'environment.yaml', channels: [], packages, requirements: [] },
  };
  const functions = [withFunction({ inputs: [frame] })];
  expect(planFrameRequirements({ functions, dependencies })).toEqual([]);
});
