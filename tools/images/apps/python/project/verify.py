import six

assert six.__version__.startswith("1.")
