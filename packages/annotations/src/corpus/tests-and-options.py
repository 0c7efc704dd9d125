#name: add
#input: double x = 1 {min: 0; columns: numerical} # a comment
#input: double y {separators: [";"]; step: 0.1} [Described] # another
#input: dataframe table {columns: wide; viewer: Grid()}
#input: string text {min: 1}
#output: dataframe sum {meta: {"a": 1}; action: join(table)}
#output: dataframe rest {meta: {a}}
#test: add(1, y=2) == 3
#test: Demo:add(-1.5, "a, b)", [1, {'k': None}], text=True,)
#test: ADD() raises errors.ValueError
#test: add(1
#test: add(x + 1)
#test: add(1, z=2)
#test: add(1,,2)
#test: add(1) is 2
#test: add(1) == two
#test: other(1)
#test: add(1, 2, 3, 4, 5)
#test: 1 + 1
def add(x, y, table, text):
    r'''One line.'''
    return x, y
