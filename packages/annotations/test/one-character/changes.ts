/** A header with every kind of line, without a mistake. */
export const HEADER = `#name: analyse
#friendlyName: Analyse "it"
#description: What it's for [a, b] {c: d}
#tags: task, demo
#meta.owner: someone
#input: list<string> names = ["a", 'b;c'] {caption: Names; category: A} [Some names]
#input: double ratio = 0.5 {min: 0; max: 1; units: "m/s"}
#input: string title = "a" {choices: a, b; nullable: true}
# input: dataframe table = null {optional: true} [The "table" (0, 1)]
#input: map settings = {"key": [1, {"a": null}]}
#output: string summary {semType: Text} [What came out]
#output: dataframe result
`;

const CHARACTERS = [...'\'"()[]{}\\#x:;,=<> 0\t', 'é'];

/** A text that differs by one character behind the `#` of a line, and the number of that line. */
interface Change {
  readonly text: string;
  readonly line: number;
}

/** Every such text, with a body under it. */
export function* changesOver(body: string): Generator<Change> {
  let line = 0;
  for (let at = 0; at < HEADER.length; at++) {
    const before = HEADER.slice(0, at);
    if (HEADER[at] === '\n') line++;
    // Without its mark, a line is code; without its break, it is part of another one.
    else if (HEADER[at - 1] !== '\n' && at > 0) {
      yield { text: before + HEADER.slice(at + 1) + body, line };
      for (const character of CHARACTERS)
        yield { text: before + character + HEADER.slice(at + 1) + body, line };
    }
  }
}
