#name: before
#input: int x
def before(x):
    return f"{x"


#name: after
#input: int x
def after(x):
    return f'{x'


#name: swallowed
#input: int x
def swallowed(x):
    """Never closed.
    return x


#name: lost
def lost():
    pass
    """This docstring is closed."""


#name: found
#input: int x
def found(x):
    """Closed as well."""
    return x
