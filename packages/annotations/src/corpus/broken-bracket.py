#name: before
#input: int x
def before(x):
    return x


#name: open
#input: int x
def open_paren(x, y
    return x


#name: open2
#input: int x
def call(x):
    print(x, [1, 2
#name: after
#input: int x
#output: int y
def after(x):
    return x)


#name: noColon
#input: int x
def no_colon(x)
    return x


#name: unfinished
def unfinished:
    pass


#name: nothing
def


#name: text
#input: int x
def text(x):
    print('open)
    return "x" \ 


#name: joined
def joined():
    x = 1 + \
def other(x):
    return (x]


#name: empty
def empty():
