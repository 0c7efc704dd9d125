#name: noBody
def no_body():
x = 1


#name: tooDeep
def too_deep():
    x = 1
      y = 2
    return x


#name: unaligned
def unaligned():
        x = 1
    return x


#name: fine
def fine():
	if True:
		return 1
