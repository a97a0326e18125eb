"""The cases: for each its arrays, the bytes that have to move, what comes out, and its entries, one for every peer.

A case is a function of the side of its square arrays; the first sentence of its documentation is its name. The first
of its entries is the yardstick: plain C on one thread. `bytes` counts what has to be read and written once, without
what a store first reads of the cache line that it overwrites.

To add one: the loop in loops.c, the kernels in longstride/src, and a function here and in `ALL`.
"""
from dataclasses import dataclass
from typing import Any, Callable

import numpy as np
from numba import prange

from peers import aligned, c, compiled, cython, cython_kernels, expression, jit, longstride, ndarray, numpy

RANDOM = np.random.default_rng(1)


@dataclass
class Case:
    """What is measured. `prepare` brings `result` into a state from which a run gives `expected`."""
    make: Callable
    shape: str
    bytes: int
    expected: Any
    result: Any
    entries: list
    traffic: str = "write"    # "read" if it writes next to nothing: the bandwidth of reading bounds it
    tolerance: float = 1e-12  # relative to the largest value
    prepare: Callable = None

    def __post_init__(self):
        if self.prepare is None:
            self.prepare = lambda: self.result.fill(77)

    @property
    def name(self):
        return name(self.make)


def name(make):
    """The name of the case that a function makes."""
    return make.__doc__.split(". ")[0].rstrip(".")


def random(*shape, dtype=np.float64):
    """Numbers from 0 to 1, or integers from 0 to 99."""
    array = aligned(shape, dtype)
    array[...] = RANDOM.random(shape) if np.issubdtype(dtype, np.floating) else RANDOM.integers(0, 100, shape)
    return array


def square(n):
    return f"{n}×{n}"


def stream(n):
    """STREAM. What the memory gives to arrays of n x n: copy, triad and a sum. The roofline of all other cases."""
    a, b, out = random(n, n), random(n, n), aligned((n, n))
    entries = (
        c("stream_copy", n * n, a, out, variant="copy")
        + c("stream_copy_nt", n * n, a, out, variant="copy, non-temporal")
        + c("stream_triad", n * n, a, b, out, variant="triad")
        + c("stream_triad_nt", n * n, a, b, out, variant="triad, non-temporal")
        + c("sum_all", n, n, a, out, variant="read")
    )
    return Case(stream, square(n), 16 * n * n, None, out, entries)


# ---- The Laplacian ----

@compiled
def laplacian_loops(u, out):
    for i in prange(1, u.shape[0] - 1):
        for j in range(1, u.shape[1] - 1):
            out[i - 1, j - 1] = u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1] - 4 * u[i, j]


def laplacian_slices(u):
    """As on the slide."""
    return u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4 * u[1:-1, 1:-1]


def laplacian_numpy(u, out, scratch):
    """Without a fresh array."""
    np.add(u[:-2, 1:-1], u[2:, 1:-1], out=out)
    np.add(out, u[1:-1, :-2], out=out)
    np.add(out, u[1:-1, 2:], out=out)
    np.multiply(u[1:-1, 1:-1], 4, out=scratch)
    np.subtract(out, scratch, out=out)


def laplacian_into(n):
    """Laplacian into out."""
    u, out, scratch = random(n, n), aligned((n - 2, n - 2)), aligned((n - 2, n - 2))
    shifted = dict(a=u[:-2, 1:-1], b=u[2:, 1:-1], l=u[1:-1, :-2], r=u[1:-1, 2:], c=u[1:-1, 1:-1])
    entries = (
        c("laplacian_f64", n, n, u, out)
        + c("laplacian_f64_nt", n, n, u, out, variant="non-temporal stores")
        + numpy(lambda: laplacian_numpy(u, out, scratch), "out=")
        + expression("a + b + l + r - 4 * c", shifted, out)
        + jit(laplacian_loops, u, out)
        + cython(cython_kernels.laplacian, u, out)
        + ndarray("laplacian_f64", n, n, u, out, variant="azip!")
        + longstride("laplacian_f64", n, n, u, out)
    )
    return Case(laplacian_into, square(n), 16 * n * n, laplacian_slices(u), out, entries)


def laplacian_fresh(n):
    """Laplacian, fresh result."""
    u, probe = random(n, n), aligned(1)
    entries = (
        c("laplacian_fresh", n, n, u, probe)
        + c("laplacian_fresh_huge", n, n, u, probe, variant="huge pages")
        + numpy(lambda: laplacian_slices(u), "operators")
        + jit(compiled(laplacian_slices), u, variant="as NumPy")
        + ndarray("laplacian_fresh", n, n, u, probe, variant="operators", threads=[1])
        + ndarray("laplacian_fresh", n, n, u, probe, variant="Zip", threads=[2])
        + longstride("laplacian_fresh", n, n, u, probe)
    )
    return Case(laplacian_fresh, square(n), 16 * n * n, laplacian_slices(u), probe, entries)


def laplacian_f32(n):
    """Laplacian into out, f32."""
    u, out, scratch = random(n, n, dtype=np.float32), *(aligned((n - 2, n - 2), np.float32) for _ in range(2))
    entries = (
        c("laplacian_f32", n, n, u, out)
        + numpy(lambda: laplacian_numpy(u, out, scratch), "out=")
        + jit(laplacian_loops, u, out)
        + cython(cython_kernels.laplacian, u, out)
        + ndarray("laplacian_f32", n, n, u, out, variant="azip!")
        + longstride("laplacian_f32", n, n, u, out)
    )
    return Case(laplacian_f32, square(n), 8 * n * n, laplacian_slices(u), out, entries, tolerance=1e-6)


# ---- Elementwise ----

@compiled
def add_loops(a, b, out):
    for i in prange(a.shape[0]):
        for j in range(a.shape[1]):
            out[i, j] = a[i, j] + b[i, j]


@compiled
def outer_loops(x, y, out):
    for i in prange(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = x[i, 0] + y[j]


@compiled
def rows_loops(a, y, out):
    for i in prange(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = a[i, j] + y[j]


@compiled
def strided_loops(x, out):
    for i in prange(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = x[2 * i + 1, 2 * j + 1] * 2


@compiled
def where_loops(a, b, out):
    for i in prange(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = a[i, j] if a[i, j] > 0.5 else b[i, j]


@compiled
def axpy_loops(x, y):
    for i in prange(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] += 1e-9 * x[i, j]


def add_into(n):
    """a + b into out."""
    a, b, out = random(n, n), random(n, n), aligned((n, n))
    entries = (
        c("add_f64", n, n, a, b, out)
        + c("add_f64_nt", n, n, a, b, out, variant="non-temporal stores")
        + numpy(lambda: np.add(a, b, out=out), "out=")
        + expression("a + b", dict(a=a, b=b), out)
        + jit(add_loops, a, b, out)
        + cython(cython_kernels.add, a, b, out)
        + ndarray("add_f64", n, n, a, b, out)
        + longstride("add_f64", n, n, a, b, out)
    )
    return Case(add_into, square(n), 24 * n * n, a + b, out, entries)


def add_fresh(n):
    """a + b, fresh result."""
    a, b, probe = random(n, n), random(n, n), aligned(1)
    entries = (
        c("add_fresh", n, n, a, b, probe)
        + c("add_fresh_huge", n, n, a, b, probe, variant="huge pages")
        + numpy(lambda: a + b, "operator")
        + expression("a + b", dict(a=a, b=b))
        + jit(compiled(lambda a, b: a + b), a, b, variant="as NumPy")
        + ndarray("add_fresh", n, n, a, b, probe, variant="operator", threads=[1])
        + ndarray("add_fresh", n, n, a, b, probe, variant="Zip", threads=[2])
        + longstride("add_fresh", n, n, a, b, probe)
    )
    return Case(add_fresh, square(n), 24 * n * n, a + b, probe, entries)


def add_of(make, n, dtype, letter):
    """a + b of another type of elements."""
    a, b, out = random(n, n, dtype=dtype), random(n, n, dtype=dtype), aligned((n, n), dtype)
    entries = (
        c(f"add_{letter}", n, n, a, b, out)
        + numpy(lambda: np.add(a, b, out=out), "out=")
        + jit(add_loops, a, b, out)
        + ndarray(f"add_{letter}", n, n, a, b, out)
        + longstride(f"add_{letter}", n, n, a, b, out)
    )
    return Case(make, square(n), 3 * a.nbytes, a + b, out, entries)


def add_f32(n):
    """a + b into out, f32."""
    return add_of(add_f32, n, np.float32, "f32")


def add_i32(n):
    """a + b into out, i32."""
    return add_of(add_i32, n, np.int32, "i32")


def add_u8(n):
    """a + b into out, u8."""
    return add_of(add_u8, n, np.uint8, "u8")


def outer_add(n):
    """(N,1) + (M,) into out."""
    x, y, out = random(n, 1), random(n), aligned((n, n))
    entries = (
        c("outer_add", n, n, x, y, out)
        + c("outer_add_nt", n, n, x, y, out, variant="non-temporal stores")
        + numpy(lambda: np.add(x, y, out=out), "out=")
        + expression("x + y", dict(x=x, y=y), out)
        + jit(outer_loops, x, y, out)
        + cython(cython_kernels.outer_add, x.reshape(-1), y, out)
        + ndarray("outer_add", n, n, x, y, out)
        + longstride("outer_add", n, n, x, y, out)
    )
    return Case(outer_add, square(n), 8 * n * n, x + y, out, entries)


def strided_double(n):
    """x[1:-1:2, 1:-1:2] * 2 into out."""
    x, side = random(n, n), (n - 1) // 2
    v, out = x[1:-1:2, 1:-1:2], aligned((side, side))
    entries = (
        c("strided_double", n, n, x, out)
        + numpy(lambda: np.multiply(v, 2, out=out), "out=")
        + expression("v * 2", dict(v=v), out)
        + jit(strided_loops, x, out)
        + ndarray("strided_double", n, n, x, out)
        + longstride("strided_double", n, n, x, out)
    )
    # Every line of every other row is read: 16 bytes for each element, and 8 are written.
    return Case(strided_double, square(n), 24 * side * side, v * 2, out, entries)


def rows3_add(n):
    """(1e6,3) + (3,) into out."""
    if n != 4000:
        return None
    rows = 1_000_000
    a, y, out = random(rows, 3), random(3), aligned((rows, 3))
    entries = (
        c("rows3_add", rows, a, y, out)
        + c("rows3_add_flat", rows, a, y, out, variant="one flat run")
        + numpy(lambda: np.add(a, y, out=out), "out=")
        + expression("a + y", dict(a=a, y=y), out)
        + jit(rows_loops, a, y, out)
        + ndarray("rows3_add", rows, a, y, out)
        + longstride("rows3_add", rows, a, y, out)
    )
    return Case(rows3_add, "10⁶×3", 48 * rows, a + y, out, entries)


def where_larger(n):
    """where(a > 0.5, a, b) into out."""
    a, b, out = random(n, n), random(n, n), aligned((n, n))
    entries = (
        c("where_larger", n, n, a, b, out)
        + numpy(lambda: np.where(a > 0.5, a, b), "fresh")
        + expression("where(a > 0.5, a, b)", dict(a=a, b=b), out)
        + jit(where_loops, a, b, out)
        + ndarray("where_larger", n, n, a, b, out)
        + longstride("where_larger", n, n, a, b, out)
    )
    return Case(where_larger, square(n), 24 * n * n, np.where(a > 0.5, a, b), out, entries)


def axpy(n):
    """y += s * x."""
    x, y, scratch = random(n, n), random(n, n), aligned((n, n))
    start = y.copy()

    def by_numpy():
        np.multiply(x, 1e-9, out=scratch)
        np.add(y, scratch, out=y)

    entries = (
        c("axpy", n, n, x, y)
        + numpy(by_numpy, "out=")
        + expression("y + 1e-9 * x", dict(x=x, y=y), y)
        + jit(axpy_loops, x, y)
        + ndarray("axpy", n, n, x, y)
        + longstride("axpy", n, n, x, y)
    )
    return Case(axpy, square(n), 24 * n * n, start + 1e-9 * x, y, entries, prepare=lambda: np.copyto(y, start))


# ---- Operands that disagree about order ----

@compiled
def copy_loops(a, out):
    for i in prange(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = a[i, j]


@compiled
def copy4_loops(a, out):
    for i in prange(out.shape[0]):
        for j in range(out.shape[1]):
            for k in range(out.shape[2]):
                for l in range(out.shape[3]):
                    out[i, j, k, l] = a[i, j, k, l]


def add_transposed(n):
    """a + b.T into out."""
    a, b, out = random(n, n), random(n, n), aligned((n, n))
    entries = (
        c("add_transposed", n, n, a, b, out)
        + c("add_transposed_tiles", n, n, a, b, out, variant="tiles")
        + numpy(lambda: np.add(a, b.T, out=out), "out=")
        + expression("a + b", dict(a=a, b=b.T), out)
        + jit(add_loops, a, b.T, out)
        + cython(cython_kernels.add_strided, a, b.T, out)
        + ndarray("add_transposed", n, n, a, b, out)
        + longstride("add_transposed", n, n, a, b, out)
    )
    return Case(add_transposed, square(n), 24 * n * n, a + b.T, out, entries)


def add_transposed_1024(n):
    """a + b.T into out, side 1024. A power of two, for which lines of a column compete for the same place in cache."""
    if n != 1000:
        return None
    case = add_transposed(1024)
    case.make = add_transposed_1024
    return case


def copy_transposed(n):
    """Transposed copy."""
    b, out = random(n, n), aligned((n, n))
    entries = (
        c("copy_transposed", n, n, b, out)
        + c("copy_transposed_tiles", n, n, b, out, variant="tiles")
        + numpy(lambda: np.copyto(out, b.T), "copyto")
        + jit(copy_loops, b.T, out)
        + ndarray("copy_transposed", n, n, b, out)
        + longstride("copy_transposed", n, n, b, out)
    )
    return Case(copy_transposed, square(n), 16 * n * n, b.T, out, entries)


def copy_permuted(n):
    """4-d copy, axes (3,1,0,2)."""
    if n != 4000:
        return None
    shape = (64, 96, 48, 32)
    p = random(*shape)
    v = p.transpose(3, 1, 0, 2)
    out = aligned(v.shape)
    entries = (
        c("copy_permuted", *shape, p, out)
        + c("copy_permuted_tiles", *shape, p, out, variant="tiles")
        + numpy(lambda: np.copyto(out, v), "copyto")
        + jit(copy4_loops, v, out)
        + ndarray("copy_permuted", *shape, p, out)
        + longstride("copy_permuted", *shape, p, out)
    )
    return Case(copy_permuted, "64×96×48×32", 16 * p.size, v, out, entries)


# ---- Reductions ----

@compiled
def sum_loops(a):
    total = 0.0
    for i in prange(a.shape[0]):
        for j in range(a.shape[1]):
            total += a[i, j]
    return total


def sum_all(n):
    """Sum of all."""
    a, out = random(n, n), aligned(1)
    entries = (
        c("sum_all", n, n, a, out)
        + numpy(a.sum)
        + expression("sum(a)", dict(a=a))[:1]  # sums on one thread whatever it is told
        + jit(sum_loops, a)
        + cython(cython_kernels.sum_all, a)
        + ndarray("sum_all", n, n, a, out, variant="", threads=[1])
        + longstride("sum_all", n, n, a, out)
    )
    return Case(sum_all, square(n), 8 * n * n, a.sum(), out, entries, traffic="read")


def sum_axis0(n):
    """Sum over axis 0."""
    a, out = random(n, n), aligned(n)
    entries = (
        c("sum_axis0", n, n, a, out)
        + numpy(lambda: a.sum(0, out=out), "out=")
        + ndarray("sum_axis0", n, n, a, out, variant="", threads=[1])
        + longstride("sum_axis0", n, n, a, out)
    )
    return Case(sum_axis0, square(n), 8 * n * n, a.sum(0), out, entries, traffic="read")


def sum_axis1(n):
    """Sum over axis 1."""
    a, out = random(n, n), aligned(n)
    entries = (
        c("sum_axis1", n, n, a, out)
        + numpy(lambda: a.sum(1, out=out), "out=")
        + ndarray("sum_axis1", n, n, a, out, variant="", threads=[1])
        + longstride("sum_axis1", n, n, a, out)
    )
    return Case(sum_axis1, square(n), 8 * n * n, a.sum(1), out, entries, traffic="read")


def rows3_sum(n):
    """(1e6,3) summed over axis 0."""
    if n != 4000:
        return None
    rows = 1_000_000
    a, out = random(rows, 3), aligned(3)
    entries = (
        c("rows3_sum_axis0", rows, a, out)
        + numpy(lambda: a.sum(0, out=out), "out=")
        + ndarray("rows3_sum_axis0", rows, a, out, variant="", threads=[1])
        + longstride("rows3_sum_axis0", rows, a, out)
    )
    # NumPy adds the million rows one after the other here: that is how far it may be away.
    return Case(rows3_sum, "10⁶×3", 24 * rows, a.sum(0), out, entries, traffic="read", tolerance=1e-10)


def sum_of(make, n, dtype, letter, wide):
    """A sum of integers, in 64 bits."""
    a, out = random(n, n, dtype=dtype), aligned(1, wide)
    entries = (
        c(f"sum_{letter}", n, n, a, out)
        + numpy(a.sum)
        + ndarray(f"sum_{letter}", n, n, a, out, variant="fold", threads=[1])
        + longstride(f"sum_{letter}", n, n, a, out)
    )
    return Case(make, square(n), a.nbytes, a.sum(), out, entries, traffic="read", tolerance=0.0)


def sum_i32(n):
    """Sum of all, i32 as i64."""
    return sum_of(sum_i32, n, np.int32, "i32", np.int64)


def sum_u8(n):
    """Sum of all, u8 as u64."""
    return sum_of(sum_u8, n, np.uint8, "u8", np.uint64)


# ---- Variance, cumulative sums, selection, joining ----

def var_all(n):
    """Variance of all."""
    a, out = random(n, n), aligned(1)
    entries = (
        c("var_all", n, n, a, out)
        + numpy(a.var)
        + ndarray("var_all", n, n, a, out, variant="", threads=[1])
        + longstride("var_all", n, n, a, out)
    )
    return Case(var_all, square(n), 8 * n * n, a.var(), out, entries, traffic="read", tolerance=1e-9)


def var_axis0(n):
    """Variance over axis 0."""
    a, out = random(n, n), aligned(n)
    entries = (
        c("var_axis0", n, n, a, out)
        + numpy(lambda: a.var(0, out=out), "out=")
        + ndarray("var_axis0", n, n, a, out, variant="", threads=[1])
        + longstride("var_axis0", n, n, a, out)
    )
    return Case(var_axis0, square(n), 8 * n * n, a.var(0), out, entries, traffic="read", tolerance=1e-9)


def cumsum_axis0(n):
    """Cumulative sum over axis 0."""
    a, out = random(n, n), aligned((n, n))
    entries = (
        c("cumsum_axis0", n, n, a, out)
        + numpy(lambda: np.cumsum(a, 0, out=out), "out=")
        + ndarray("cumsum_axis0", n, n, a, out, variant="in place", threads=[1])
        + longstride("cumsum_axis0", n, n, a, out)
    )
    return Case(cumsum_axis0, square(n), 16 * n * n, a.cumsum(0), out, entries)


def cumsum_axis1(n):
    """Cumulative sum over axis 1."""
    a, out = random(n, n), aligned((n, n))
    entries = (
        c("cumsum_axis1", n, n, a, out)
        + c("cumsum_axis1_lanes", n, n, a, out, variant="four rows at a time")
        + numpy(lambda: np.cumsum(a, 1, out=out), "out=")
        + ndarray("cumsum_axis1", n, n, a, out, variant="in place", threads=[1])
        + longstride("cumsum_axis1", n, n, a, out)
    )
    return Case(cumsum_axis1, square(n), 16 * n * n, a.cumsum(1), out, entries)


def select_larger_into(n):
    """a[a > 0.5] into out."""
    a, out, count = random(n * n), aligned(n * n), aligned(1, np.int64)
    expected = a[a > 0.5]
    entries = (
        c("select_larger", n * n, a, out, count, threads=[1])
        + c("select_larger_lanes", n * n, a, out, count, variant="AVX-512 compress", threads=[1])
        + numpy(lambda: a.compress(a > 0.5, out=out[:expected.size]), "compress, out=")
        + longstride("select_larger", n * n, a, out, count)
    )
    return Case(select_larger_into, square(n), 8 * (a.size + expected.size), expected, out[:expected.size], entries)


def select_larger_fresh(n):
    """a[a > 0.5], fresh result."""
    a, probe = random(n * n), aligned(1)
    expected = a[a > 0.5]
    entries = (
        c("select_larger_fresh", n * n, a, probe, threads=[1])
        + numpy(lambda: a[a > 0.5], "fresh")
        + ndarray("select_larger", n * n, a, probe, variant="filter", threads=[1])
        + longstride("select_larger_fresh", n * n, a, probe)
    )
    return Case(select_larger_fresh, square(n), 8 * (a.size + expected.size), expected, probe, entries)


def concatenate_axis1(n):
    """Concatenate along axis 1."""
    a, b, out, probe = random(n, n), random(n, n), aligned((n, 2 * n)), aligned(1)
    entries = (
        c("concatenate_axis1", n, n, a, b, out)
        + numpy(lambda: np.concatenate((a, b), 1, out=out), "out=")
        + ndarray("concatenate_axis1", n, n, a, b, probe, variant="fresh", threads=[1], result=probe)
        + longstride("concatenate_axis1", n, n, a, b, out)
    )
    return Case(concatenate_axis1, square(n), 32 * n * n, np.concatenate((a, b), 1), out, entries)


def stack_last(n):
    """Stack along a new last axis."""
    a, b, out, probe = random(n, n), random(n, n), aligned((n, n, 2)), aligned(1)
    entries = (
        c("stack_last", n, n, a, b, out)
        + numpy(lambda: np.stack((a, b), -1, out=out), "out=")
        + ndarray("stack_last", n, n, a, b, probe, variant="fresh", threads=[1], result=probe)
        + longstride("stack_last", n, n, a, b, out)
    )
    return Case(stack_last, square(n), 32 * n * n, np.stack((a, b), -1), out, entries)


ALL = [
    stream, laplacian_into, laplacian_fresh, add_into, add_fresh, add_transposed, add_transposed_1024, copy_transposed,
    copy_permuted, outer_add, strided_double, rows3_add, where_larger, axpy, sum_all, sum_axis0, sum_axis1, rows3_sum,
    var_all, var_axis0, cumsum_axis0, cumsum_axis1, select_larger_into, select_larger_fresh, concatenate_axis1,
    stack_last,
    laplacian_f32, add_f32, add_i32, add_u8, sum_i32, sum_u8,
]
