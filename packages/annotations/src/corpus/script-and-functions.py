#name: Whole File
#language: python

import math


#name: root
#input: double x
#output: double y
def root(x):
    return math.sqrt(x)
