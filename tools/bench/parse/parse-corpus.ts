const preamble = '"""Made for measuring."""\n\nimport math\n\n';

/**
 * At least so many bytes of annotated functions as people write them: headers with options, bodies
 * of a few lines.
 */
export function renderAnnotatedFile(bytes: number): string {
  const parts = [preamble];
  for (let size = 0, index = 0; size < bytes; index++) {
    const part = `${renderFunction(index)}\n\n`;
    parts.push(part);
    size += part.length;
  }
  return parts.join('');
}

/** Such a file with so many lines. */
export function renderLines(count: number): string {
  const lines = renderAnnotatedFile(count * 60)
    .split('\n')
    .slice(0, count);
  return `${lines.join('\n')}\n`;
}

function renderFunction(index: number): string {
  return `#name: scale${index}
#description: Scales values and shifts them
#tags: task, math
#input: double factor = ${index}.5 {min: 0; max: 1000; caption: Factor} [How much to stretch]
#input: int offset
#input: string mode = "linear" {choices: ["linear", "log", "none"]}
#input: bool clip = true {optional: true}
#output: double result
def scale${index}(factor: float, offset: int, mode: str = "linear", clip: bool = True) -> float:
    """Scales.

    A docstring of a few lines, with a colon: like this one.
    """
    value = factor * ${index} + offset  # a remark
    if mode == "log":
        value = math.log(value) if value > 0 else float("nan")
    rows = [{"name": f"row {n}", "value": n * value} for n in range(3)]
    return max(0.0, rows[-1]["value"]) if clip else value
`;
}

/** At least so many bytes of Python without a single annotation. */
export function renderPlainPython(bytes: number): string {
  const body = renderFunction(0).replace(/^#.*\n/gm, '');
  return `${body}\n`.repeat(Math.ceil(bytes / (body.length + 1)));
}
