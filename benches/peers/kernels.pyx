# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The cases as one writes them in Cython: plain loops over typed memoryviews, `prange` for more than one thread."""
from cython.parallel import prange

ctypedef fused real:
    float
    double


def laplacian(real[:, ::1] u, real[:, ::1] out, int threads):
    cdef Py_ssize_t i, j, n = u.shape[0], m = u.shape[1]
    for i in prange(1, n - 1, nogil=True, num_threads=threads, use_threads_if=threads > 1, schedule='static'):
        for j in range(1, m - 1):
            out[i - 1, j - 1] = u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1] - 4 * u[i, j]


def add(double[:, ::1] a, double[:, ::1] b, double[:, ::1] out, int threads):
    cdef Py_ssize_t i, j, n = a.shape[0], m = a.shape[1]
    for i in prange(n, nogil=True, num_threads=threads, use_threads_if=threads > 1, schedule='static'):
        for j in range(m):
            out[i, j] = a[i, j] + b[i, j]


def add_strided(double[:, :] a, double[:, :] b, double[:, :] out, int threads):
    cdef Py_ssize_t i, j, n = a.shape[0], m = a.shape[1]
    for i in prange(n, nogil=True, num_threads=threads, use_threads_if=threads > 1, schedule='static'):
        for j in range(m):
            out[i, j] = a[i, j] + b[i, j]


def outer_add(double[::1] x, double[::1] y, double[:, ::1] out, int threads):
    cdef Py_ssize_t i, j, n = x.shape[0], m = y.shape[0]
    for i in prange(n, nogil=True, num_threads=threads, use_threads_if=threads > 1, schedule='static'):
        for j in range(m):
            out[i, j] = x[i] + y[j]


def sum_all(double[:, ::1] a, int threads):
    cdef Py_ssize_t i, j, n = a.shape[0], m = a.shape[1]
    cdef double total = 0
    for i in prange(n, nogil=True, num_threads=threads, use_threads_if=threads > 1, schedule='static'):
        for j in range(m):
            total += a[i, j]
    return total
