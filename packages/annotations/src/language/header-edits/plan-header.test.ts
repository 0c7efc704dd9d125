import { describe, expect, it } from 'vitest';
import { atMark } from '../../../test/support/at-mark.ts';
import { parsePython } from '../../index.ts';
import { applyTextEdits, planHeader } from '../index.ts';

const write = (marked: string): string => {
  const { text, position } = atMark(marked);
  return applyTextEdits(text, planHeader(text, position));
};

/** The lines written for the parameters of a `def` that returns something. */
const inputs = (parameters: string): readonly string[] => {
  const text = write(`d‸ef f(${parameters}):\n    return 1\n`);
  expect(parsePython(text).diagnostics).toEqual([]);
  return text
    .split('\n')
    .filter((line) => line.startsWith('#input'))
    .map((line) => line.slice('#input: '.length));
};

const outputs = (hint: string): readonly string[] =>
  write(`d‸ef f() -> ${hint}:\n    return g()\n`)
    .split('\n')
    .filter((line) => line.startsWith('#output'))
    .map((line) => line.slice('#output: '.length));

describe('planHeader', () => {
  it('writes a whole header, above decorators and under prose', () => {
    const text = `import a

# Some prose.
@a.cache
def ar‸ea(width: float, unit: str = 'm', ctx=None) -> float:
    """The area
    of it."""
    return width
`;
    expect(write(text)).toBe(`import a

# Some prose.
#name: area
#description: The area
#tags: task
#input: double width
#input: string unit = "m"
#output: double result
@a.cache
def area(width: float, unit: str = 'm', ctx=None) -> float:
    """The area
    of it."""
    return width
`);
  });

  it.each([
    ['x', ['dynamic x']],
    ['x: int', ['int x']],
    ['x: "int"', ['int x']],
    ['x: float = 2', ['double x = 2']],
    ['x: int = 2.5', ['int x {optional: true}']],
    ['x: Optional[int]', ['int x {nullable: true}']],
    ['x: typing.Optional[int] = None', ['int x = null {nullable: true}']],
    ['x: int | None = 3', ['int x = 3 {nullable: true}']],
    ['x: Union[int, float, None]', ['double x {nullable: true}']],
    ['x: Union[int, str]', ['dynamic x']],
    ['x: list[str]', ['list<string> x']],
    ['x: List[Optional[int]]', ['list x']],
    ['x: Sequence["float"]', ['list<double> x']],
    ['x: dict[str, int] = {"a": 1}', ['map x = {"a": 1}']],
    ['x: Annotated[int, "a, b"]', ['int x']],
    ['x: Literal["a", "b, c"] = "a"', ['string x = "a" {choices: ["a", "b, c"]}']],
    ['x: Literal[1, 2, None]', ['int x {choices: [1, 2]; nullable: true}']],
    ['x: pd.DataFrame', ['dataframe x']],
    ['x: datetime.datetime', ['datetime x']],
    ['x: Path', ['file x']],
    ['x: pl.LazyFrame, y: pa.Table', ['dataframe x', 'dataframe y']],
    ['x: Unknown[a, b] = Unknown()', ['dynamic x {optional: true}']],
    [
      'x=1, y=1.5, z="a", b=True, n=None',
      ['int x = 1', 'double y = 1.5', 'string z = "a"', 'bool b = true', 'dynamic n = null'],
    ],
    ['x=[1, 2], y={}', ['list x = [1, 2]', 'map y = {}']],
    ['x: str = "a\\n"', ['string x {optional: true}']],
    ['x: str = \'a "b" {c} [d]; # e\'', ['string x {optional: true}']],
    ['x: str = \'a "b" {c} [d]; e\'', ['string x = "a \\"b\\" {c} [d]; e"']],
    ['x, *args, y, _hidden=1, **rest', ['dynamic x', 'dynamic y']],
    ['größe: int', ['int größe']],
  ])('declares (%s)', (parameters, lines) => {
    expect(inputs(parameters)).toEqual(lines);
  });

  it.each([
    ['None', []],
    ['int', ['int result']],
    ['int | None', ['int result {nullable: true}']],
    ['tuple[int, list[str]]', ['int result1', 'list<string> result2']],
    ['tuple[int, ...]', ['dynamic result']],
    ['Literal["a"]', ['string result']],
    ['matplotlib.figure.Figure', ['graphics result']],
  ])('gives outputs of -> %s', (hint, lines) => {
    expect(outputs(hint)).toEqual(lines);
  });

  it('gives an output where something is returned and no hint tells', () => {
    expect(write('d‸ef f():\n    if x: return 1\n')).toContain('#output: dynamic result\n');
    const nested = 'd‸ef f():\n    def g():\n        return 1\n    return\n';
    expect(write(nested)).not.toContain('#output');
  });

  it('keeps the line breaks of the file, and tags that are there', () => {
    expect(write('#tags: a\r\nd‸ef f():\r\n    pass\r\n')).toBe(
      '#tags: a\r\n#name: f\r\ndef f():\r\n    pass\r\n',
    );
  });

  it('leaves out the first parameter of a bound task', () => {
    expect(write('@app.task(bind=True)\nd‸ef f(self, x):\n    pass\n')).toContain(
      '#tags: task\n#input: dynamic x\n@app',
    );
  });

  it.each([
    '#name: f\nd‸ef f():\n    pass\n',
    'd‸ef f(:\n    pass\n',
    'class A:\n    def ‸f(self):\n        pass\n',
    'x‸ = 1\n',
    '‸',
  ])('plans nothing for %j', (marked) => {
    const { text, position } = atMark(marked);
    expect(planHeader(text, position)).toEqual([]);
  });
});
