#name: add
def plus():
    pass


#name: Add
def sum_up():
    pass


#name: Add Two Numbers
#friendlyName: Adder
#meta.idempotent: true
#tags: task, math ,,x
#author: Somebody
#test: adder() == 1
#test: adder() == 2
def adder():
    return 1


#name: one
def shared():
    pass


#name: two
def Shared():
    pass


#name: three
def add():
    pass


#input: int x
def unnamed(x):
    return x


#name: again
def unnamed():
    pass


# name: spaced
def spaced():
    pass
