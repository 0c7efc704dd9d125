# A header survives whatever may stand between its lines and its def.
import functools


#name: blankLines

#tags: task

#input: int x
#output: int y


def blank_lines(x):
    return x


#name: prose
# Adds one. TODO: add two.
#input: int x
#  See also: the manual, at https://example.com
#output: int y
def prose(x):
    return x + 1


#name: decorated
#input: int x
@functools.cache
#output: int y
@functools.partial(
    functools.wraps,
    # a comment, and a bracket in a string: ")"
    updated=(),
)
def decorated(x):
    return x


#name: awaited
#input: int x
#output: int y
async def awaited(x):
    return x


#name: unknownTag
#idempotent: true
#input: int x
def unknown_tag(x):
    return x


#name: emptyTag
#description:
#input: int x
def empty_tag(x):
    return x


#name: generic
#input: int x
async   def generic[T: (int, str), *Ts](x: T) -> T: return x


#name: größe
#input: double länge
def größe(länge):
    return länge


#name	:	tabs and spaces
 # input : int x   
#	output:	int y
def tabs(x):
    return x
