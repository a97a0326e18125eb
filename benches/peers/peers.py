"""The peers: what turns a kernel of each into an entry that runs it so many times."""
import ctypes
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numba
import numexpr
import numpy as np

import kernels as cython_kernels  # noqa: F401  (built by `run`)

BUILD = Path(os.environ["PEERS_BUILD"])
LOOPS = ctypes.CDLL(str(BUILD / "libloops.so"))
CRATE = ctypes.CDLL(str(BUILD / "cargo" / "release" / "libpeers.so"))
THREADS = (1, 2)


@dataclass
class Entry:
    """One line of a case. `run(iterations)` returns the result, or None if it wrote it."""
    peer: str
    variant: str
    threads: int
    run: Callable
    result: object = None    # where it writes, if not where the case looks

    def __str__(self):
        return f"{self.peer}, {self.threads} threads {self.variant}"


def aligned(shape, dtype=np.float64):
    """An array of zeros that starts on a cache line."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    raw = np.empty(size + 64, np.uint8)
    start = -raw.ctypes.data % 64
    array = raw[start:start + size].view(dtype).reshape(shape)
    array[...] = 0
    return array


def native(library, name, threads, arguments):
    """A kernel behind the C interface; the repetitions are its own."""
    kernel = getattr(library, name)
    kernel.restype = None
    passed = [ctypes.c_void_p(a.ctypes.data) if isinstance(a, np.ndarray) else ctypes.c_long(a) for a in arguments]

    def run(iterations, _alive=arguments):
        kernel(ctypes.c_long(iterations), ctypes.c_long(threads), *passed)
    return run


def c(name, *arguments, variant="", threads=THREADS):
    """Loops of loops.c; `variant` says what makes it one of the best known."""
    return [Entry("C", variant, t, native(LOOPS, name, t, arguments)) for t in threads]


def ndarray(name, *arguments, variant="Zip", threads=THREADS, result=None):
    """Kernels of ndarray_kernels.rs."""
    return [Entry("ndarray", variant, t, native(CRATE, f"ndarray_{name}", t, arguments), result) for t in threads]


def longstride(name, *arguments, variant=""):
    """Kernels of longstride_kernels.rs."""
    return [Entry("longstride", variant, t, native(CRATE, f"longstride_{name}", t, arguments)) for t in THREADS]


def repeated(function):
    """A Python function so many times; its last result."""
    def run(iterations):
        for _ in range(iterations):
            result = function()
        return result
    return run


def numpy(function, variant=""):
    """NumPy has one thread here: none of the cases calls BLAS."""
    return [Entry("NumPy", variant, 1, repeated(function))]


def expression(text, operands, out=None):
    """numexpr, into `out` or a fresh array."""
    def evaluate(threads):
        def run(iterations):
            numexpr.set_num_threads(threads)
            for _ in range(iterations):
                result = numexpr.evaluate(text, local_dict=operands, global_dict={}, out=out)
            return result
        return run
    return [Entry("numexpr", "", t, evaluate(t)) for t in THREADS]


def compiled(function):
    """Numba's serial and parallel form of a function; `prange` is a plain range in the serial one."""
    return numba.njit(function), numba.njit(function, parallel=True)


def jit(functions, *arguments, variant="loops"):
    """Numba; what a function returns is the result."""
    def call(function):
        return repeated(lambda: function(*arguments))
    return [Entry("Numba", variant, t, call(f)) for t, f in zip(THREADS, functions)]


def cython(function, *arguments):
    """Functions of kernels.pyx."""
    def call(threads):
        return repeated(lambda: function(*arguments, threads))
    return [Entry("Cython", "loops", t, call(t)) for t in THREADS]
