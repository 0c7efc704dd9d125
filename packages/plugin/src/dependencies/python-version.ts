import type { AppModel } from '../plugin-model.ts';
import type { Report } from '../report.ts';
import { fitsPython } from './version-specifier.ts';

/** Tells `python-conflict` where `container.json` asks for a Python that the dependencies rule out. */
export function checkPythonVersion(
  { container, dependencies }: Pick<AppModel, 'container' | 'dependencies'>,
  { shown, report }: { readonly shown: string; readonly report: Report },
): void {
  const { python } = container;
  if (python === undefined) return;
  const tell = (says: string, file: string): void =>
    report.error(
      'python-conflict',
      `container.json asks for Python ${python}, but ${file} ${says}; make them agree.`,
      { file: `${shown}/container.json`, related: [{ message: says, file: `${shown}/${file}` }] },
    );
  if (dependencies.kind === 'pip' && dependencies.requiresPython !== undefined) {
    const { requiresPython, file } = dependencies;
    if (!fitsPython(requiresPython, python)) tell(`needs Python ${requiresPython}`, file);
  }
  if (dependencies.kind !== 'conda') return;
  const asked = dependencies.packages.find(({ name }) => name === 'python')?.minor;
  if (asked !== undefined && asked !== python) tell(`asks for Python ${asked}`, dependencies.file);
}
