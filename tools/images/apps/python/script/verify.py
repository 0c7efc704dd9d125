import six

assert six.__version__ == '1.16.0', six.__version__
