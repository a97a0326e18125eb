#!/usr/bin/env python3
"""The talk's table: the Laplacian written in several ways, measured in one run.

    python bench.py [side of the square field, 2000] [rounds, 25]

The ways take turns, so that whatever else the machine does disturbs all of them alike; the table gives the median of
each and its quartiles. Numba and Cython take part where they are installed (Cython needs a C compiler with OpenMP). Every
result is compared with NumPy's before anything is measured.
"""
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

import numpy as np

from stencils import laplacian

DX, DY = 0.5, 0.25
CX, CY = 1 / DX**2, 1 / DY**2
THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()

CYTHON = """\
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
# distutils: extra_compile_args = -O3 -march=native -fopenmp
# distutils: extra_link_args = -fopenmp
from cython.parallel import prange

def laplacian(double[:, ::1] f, double cx, double cy, double[:, ::1] out, int threads):
    cdef Py_ssize_t i, j, n = f.shape[0], m = f.shape[1]
    for i in prange(1, n - 1, nogil=True, num_threads=threads, schedule='static'):
        for j in range(1, m - 1):
            out[i - 1, j - 1] = ((f[i - 1, j] + f[i + 1, j]) * cx + (f[i, j - 1] + f[i, j + 1]) * cy
                                 - f[i, j] * (2 * (cx + cy)))
"""


def numpy_expression(f):
    return ((f[:-2, 1:-1] + f[2:, 1:-1]) * CX + (f[1:-1, :-2] + f[1:-1, 2:]) * CY
            - f[1:-1, 1:-1] * (2 * (CX + CY)))


def numba_loops():
    """The loops, compiled for one thread and for all, or None where there is no Numba."""
    try:
        import numba
    except ImportError:
        return None

    def loops(f, cx, cy, out):
        for i in numba.prange(1, f.shape[0] - 1):
            for j in range(1, f.shape[1] - 1):
                out[i - 1, j - 1] = ((f[i - 1, j] + f[i + 1, j]) * cx + (f[i, j - 1] + f[i, j + 1]) * cy
                                     - f[i, j] * (2 * (cx + cy)))

    return numba.njit(loops), numba.njit(parallel=True)(loops)


def cython_loops():
    """The loops in Cython, built in a temporary folder, or None where there is no Cython or no C compiler for it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "cython_loops.pyx"
        source.write_text(CYTHON)
        command = [sys.executable, "-m", "Cython.Build.Cythonize", "--inplace", "--quiet", str(source)]
        if subprocess.run(command, capture_output=True).returncode != 0:
            return None
        sys.path.insert(0, folder)
        import cython_loops
        sys.path.remove(folder)
        return cython_loops.laplacian


def ways(f, out):
    """(name, function) for each way that this machine has; those that end in `out=` write to `out`."""
    yield "NumPy, a new array", lambda: numpy_expression(f)
    if loops := numba_loops():
        serial, parallel = loops
        yield "Numba, 1 thread, out=", lambda: serial(f, CX, CY, out)
        yield f"Numba, {THREADS} threads, out=", lambda: parallel(f, CX, CY, out)
    if loops := cython_loops():
        for threads in sorted({1, THREADS}):
            yield f"Cython, {threads} threads, out=", lambda t=threads: loops(f, CX, CY, out, t)
    yield "longstride, a new array", lambda: laplacian(f, DX, DY)
    yield "longstride, out=", lambda: laplacian(f, DX, DY, out=out)


def main():
    side = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    f = np.random.default_rng(1).random((side, side))
    out = np.empty((side - 2, side - 2))
    entries = list(ways(f, out))
    want = numpy_expression(f)
    for name, run in entries:
        out.fill(np.nan)
        result = run()
        np.testing.assert_allclose(out if result is None else result, want, rtol=1e-12, atol=1e-9, err_msg=name)

    seconds = {name: [] for name, _ in entries}
    for _ in range(rounds):
        for name, run in entries:
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)

    print(f"Laplacian of {side} x {side} float64, {THREADS} threads, median of {rounds} interleaved runs\n")
    print(f"{'':30} {'ms':>9} {'quartiles':>19} {'of NumPy':>9} {'GB/s':>7}")
    middles = {name: quantiles(times, n=4) for name, times in seconds.items()}
    numpy_time = middles[entries[0][0]][1]
    for name, (low, median, high) in middles.items():
        bandwidth = 2 * 8 * side**2 / median / 1e9
        spread = f"{low * 1e3:.2f} to {high * 1e3:.2f}"
        print(f"{name:30} {median * 1e3:9.2f} {spread:>19} {median / numpy_time:9.2f} {bandwidth:7.1f}")


if __name__ == "__main__":
    main()
