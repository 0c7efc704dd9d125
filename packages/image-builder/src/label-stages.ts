import type { BuildPlan, ContextFile } from '@celeriac/deployment';

/**
 * Has every stage of a classic build begin with the labels that say whose it is.
 *
 * The classic builder leaves the layers of its stages, and of a build that failed, as untagged images
 * that no build label reaches; by these labels they are found and removed with the app. The files of
 * other plans are returned as they are, as BuildKit keeps its layers to itself.
 */
export function labelStages(plan: BuildPlan): readonly ContextFile[] {
  const label = renderLabel(plan.labels);
  if (plan.dialect !== 'classic' || label === '') return plan.files;
  const stages = new Set(
    plan.steps.map((step) => step.instruction).filter((text) => /^from\s/i.test(text)),
  );
  return plan.files.map((file) => {
    if (file.kind !== 'text' || file.path !== plan.dockerfile) return file;
    const lines = file.text.split('\n');
    const text = lines.flatMap((line) => (stages.has(line) ? [line, label] : [line])).join('\n');
    return { ...file, text };
  });
}

/** The labels of a plan that its stages carry: whose it is. */
export function toOwnerLabels(labels: BuildPlan['labels']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels)
      // A text with a line break cannot stand in a Dockerfile; the image itself gets it all the same.
      .filter(
        ([key, text]) => key.startsWith('app.kubernetes.io/') && !/[\r\n\0]/.test(key + text),
      ),
  );
}

function renderLabel(labels: BuildPlan['labels']): string {
  const pairs = Object.entries(toOwnerLabels(labels)).map(
    ([key, value]) => `${quote(key)}=${quote(value)}`,
  );
  return pairs.length === 0 ? '' : `LABEL ${pairs.join(' ')}`;
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\$]/g, '\\$&')}"`;
}
