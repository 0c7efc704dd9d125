#name: first
#input: int x

#name: second
#input: int x
def second(x):
    return x


#name: third
#input: int x
limit = 3


def body():
    pass
    #name: deeper
    #input: int x
def shallow(x):
    # name: a comment on a variable
    x = 1
    return x


#name: last
#input: int x
