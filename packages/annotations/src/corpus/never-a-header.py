"""
#name: inDocstring
#input: int x
def in_docstring(x):
    return x
"""
# Name: no tag, tags are written in lower case
# TODO: nothing
# Note: see below
# input: a list of numbers
# output: list of strings
def ordinary(x):
    return x  #name: behind_code


text = '#name: in_string'
raw = r'\'#name: raw'
joined = 'a\
#name: continued'
formatted = f'{ {"a": '#name: nested'}["a"]!r:{"#"}>{10}} {{#name: braces}} \N{NUMBER SIGN}'
triple = f"""
#name: in_f_string
{
    # name: within a replacement field
    text
}
#input: int x
"""
total = (
    #name: within_brackets
    #input: int x
    1 + 2
)


#name: real
#input: int x
def real(x):
    '''
    #name: inner docstring
    '''
    return x
