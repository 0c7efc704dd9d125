/** Labels of one sample, by name. */
export type Labels = Readonly<Record<string, string>>;

/** A histogram as it was counted: not cumulative, with one count more than there are bounds. */
export interface Buckets {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
}

/** What samples of one name have in common. */
export interface Family {
  readonly name: string;
  readonly help: string;
}

/** Metrics that are being collected. */
export interface Exposition {
  /** Adds a sample; a name that ends with `_total` is a counter, any other a gauge. */
  add(family: Family, labels: Labels, value: number): void;
  histogram(family: Family, labels: Labels, buckets: Buckets): void;
  render(): string;
}

/** Begins a page in Prometheus' text format 0.0.4; names get `celery_` in front. */
export function createExposition(): Exposition {
  const families = new Map<string, string[]>();
  const family = (name: string, help: string, type: string): string[] => {
    const known = families.get(name);
    if (known !== undefined) return known;
    const lines = [`# HELP celery_${name} ${help}`, `# TYPE celery_${name} ${type}`];
    families.set(name, lines);
    return lines;
  };
  const sample = (name: string, labels: Labels, value: number): string => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escape(text)}"`);
    return `celery_${name}{${pairs.join(',')}} ${value}`;
  };
  return {
    add({ name, help }, labels, value) {
      const type = name.endsWith('_total') ? 'counter' : 'gauge';
      family(name, help, type).push(sample(name, labels, value));
    },
    histogram({ name, help }, labels, { bounds, counts, sum }) {
      const lines = family(name, help, 'histogram');
      let total = 0;
      for (const [index, bound] of [...bounds, '+Inf'].entries()) {
        total += counts[index] ?? 0;
        lines.push(sample(`${name}_bucket`, { ...labels, le: String(bound) }, total));
      }
      lines.push(sample(`${name}_sum`, labels, sum), sample(`${name}_count`, labels, total));
    },
    render: () => `${[...families.values()].flat().join('\n')}\n`,
  };
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
