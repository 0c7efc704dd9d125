#name: everything
#input: int count = 3 {caption: How many; min: 0; max: 10; step: 1} [Number of rows]
#input: bigint big = -00012345678901234567890 {nullable: TRUE}
#input: double ratio=.5{units: %;showSlider:true}[between 0 and 1]
#input: double zero = -0
#input: double far = -inf
#input: double nothing = NaN
#input: bool yes = True
#input: string name = "a \"quoted\" {text}; [x]" {caption: Don't; pattern: "[a-z];{2}"} [What's the "name" of {it}]
#input: string bare = some bare text {choices: ["a,b", "some bare text"]}
#input: string single = 'it\'s' {choices: 'it\'s', b , c}
#input: string none = null
#input: datetime day = 2024-02-29
#input: datetime moment = "2024-02-29 12:30:15.250+02:00"
#input: list anything = [1, 'two', None, [True]]
#input: list<string> words = ["a,b", "c"] {separators: ,; category: Lists}
#input: list<double> numbers = [1, -0, 2.5]
#input: list<datetime> days = ["2024-01-01"]
#input: list<bigint> bigs = [1, "98765432109876543210"]
#input: string_list texts = ['x', "y"]
#input: map table = {"a": {"b": [1, 2]}, "__proto__": 1} {caption: Options; optional: true}
#input: object json = '{"k": [1, null]}' {meta: {"a": "b; c"}; choices: Query("select a, b")}
#input: dynamic any = 5 {choices: Demo:listCountries}
#input: dataframe frame {columns: numerical}
#input: column col {type: numerical; allowNulls: false}
#input: column_list cols = ["a", "b"] {table: frame}
#input: file source {extensions: csv, txt}
#input: blob data
#output: graphics picture {viewer: x} [The picture]
#output: list < string >  names
def everything(count, big, ratio, zero, far, nothing, yes, name, bare, single, none, day, moment,
               anything, words, numbers, days, bigs, texts, table, json, any, *, frame, col, cols,
               source, data):
    return None, []
