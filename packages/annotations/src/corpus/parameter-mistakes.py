#name: mistakes
#description: Every way to get a parameter line wrong.
#description: Twice.
#input: num a
#input: Int b = "3"
#input: str c = [x
#input: viewer d
#input: list<float> e
#input: map<string> f
#input: list<string g = a
#input: int
#input: = 5
#input: int h-i
#input: int 2nd
#input: foobar j
#input: int k = 3.9 {nulable: true; caption: x; caption: y; mine: z}
#input: int l l {min: low; optional: maybe; choices: a, b
#input: int m = 11 {min: 0, max: 10; min}
#input: string n = c {choices: a, b} [one] [two] three
#input: bool a = "true"
#input: file o = x.csv
#input: string p = "\ud800"
#input: double q = 1e999
#input:
#input: > r
#input: date s
#outptu: int y
#output: int z = 3
# Tset: nearly a tag, though spaced
# type: ignore
#noqa: E501
#mine: neither near nor spaced
def mistakes(a, b, c, d, e, f, g, h_i, j, k, l, m, n, o, p, q, s):
    return 1
