import six

assert six.__version__ == '1.17.0', six.__version__
