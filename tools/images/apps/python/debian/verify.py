import ctypes

assert ctypes.CDLL("libgomp.so.1").omp_get_max_threads() > 0
