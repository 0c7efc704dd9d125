import type { AppFunction, AppModel, FrameLibrary, PythonForm } from '@celeriac/plugin';
import { elementType, type Parameter } from '@celeriac/signature';

/** What each library of frames needs to be installed; the versions are those that workers are tested with. */
const REQUIREMENTS = {
  pandas: ['pandas>=2.2,<4', 'pyarrow>=17'],
  polars: ['polars>=1.33,<3'],
  pyarrow: ['pyarrow>=17'],
} as const satisfies Record<FrameLibrary, readonly string[]>;

/** Packages that bring a library under another name. */
const ALSO: Readonly<Record<string, string>> = {
  'polars-lts-cpu': 'polars',
  'polars-u64-idx': 'polars',
};

/**
 * The requirements by which a worker can pass frames to an app's functions: none where no signature
 * has one, polars alone where all hints say so, and nothing that the app's own requirements bring.
 */
export function planFrameRequirements(app: Pick<AppModel, 'functions' | 'dependencies'>): string[] {
  const libraries = new Set(app.functions.flatMap(findLibraries));
  const brought = new Set(findBrought(app.dependencies));
  const needed = [...libraries].flatMap((library) => REQUIREMENTS[library]);
  return [...new Set(needed)].filter((line) => !brought.has(toName(line))).sort();
}

function findLibraries({ signature, forms }: AppFunction): readonly FrameLibrary[] {
  const taken = signature.inputs
    .filter(isFrame)
    .map(({ name }) =>
      toLibrary(Object.hasOwn(forms.inputs, name) ? forms.inputs[name] : undefined),
    );
  if (!signature.outputs.some(isFrame)) return taken;
  if (forms.outputs.length > 0) return [...taken, ...forms.outputs];
  // A result without a hint is of what the function was given.
  return taken.length > 0 ? taken : ['pandas'];
}

function isFrame({ type }: Parameter): boolean {
  return (elementType(type) ?? type).name === 'dataframe';
}

function toLibrary(form: PythonForm | undefined): FrameLibrary {
  if (form === 'polars' || form === 'polars-lazy') return 'polars';
  return form === 'pyarrow' ? 'pyarrow' : 'pandas';
}

/** One with a marker may not be installed, so it counts for nothing. */
function findBrought(dependencies: AppModel['dependencies']): readonly string[] {
  if (dependencies.kind === 'none') return [];
  const certain = dependencies.requirements.filter(({ text }) => !text.includes(';'));
  const packages = dependencies.kind === 'conda' ? dependencies.packages : [];
  return [...certain, ...packages]
    .map(({ name }) => toName(name))
    .map((name) => ALSO[name] ?? name);
}

function toName(requirement: string): string {
  const name = /^[\w.-]+/.exec(requirement)?.[0] ?? requirement;
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}
