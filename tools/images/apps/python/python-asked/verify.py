import sys

import six

assert sys.version_info[:2] == (3, 13)
assert six.__version__ == "1.17.0"
