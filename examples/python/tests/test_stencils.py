"""The module beside the same thing written in NumPy, on arrays of every kind of strides."""
import threading

import numpy as np
import pytest

from stencils import laplacian, moving_mean

RANDOM = np.random.default_rng(1)
DX, DY = 0.5, 0.25


def expected(f):
    cx, cy = 1 / DX**2, 1 / DY**2
    return ((f[:-2, 1:-1] + f[2:, 1:-1]) * cx + (f[1:-1, :-2] + f[1:-1, 2:]) * cy
            - f[1:-1, 1:-1] * (2 * (cx + cy)))


def field(rows=40, columns=31):
    return RANDOM.random((rows, columns))


LAYOUTS = {
    "contiguous": lambda: field(),
    "fortran": lambda: np.asfortranarray(field()),
    "transposed": lambda: field().T,
    "strided": lambda: field(80, 93)[::2, 1::3],
    "reversed": lambda: field()[::-1, ::-1],
    "reversed and strided": lambda: field(80, 93)[::-2, ::3],
    "broadcast": lambda: np.broadcast_to(RANDOM.random(31), (40, 31)),
    "read-only": lambda: read_only(field()),
    "large": lambda: field(1500, 1300),
    "smallest": lambda: field(3, 3),
    "without an interior": lambda: field(2, 7),
}


def read_only(array):
    array.flags.writeable = False
    return array


@pytest.mark.parametrize("make", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_laplacian_of_any_layout(make):
    f = make()
    before = f.copy()
    np.testing.assert_array_equal(laplacian(f, DX, DY), expected(f))
    np.testing.assert_array_equal(f, before)


@pytest.mark.parametrize("make", [
    lambda: np.empty((38, 29)),
    lambda: np.empty((38, 29), order="F"),
    lambda: np.empty((76, 87))[::-2, ::3],
    lambda: np.empty((38, 29))[::-1, ::-1],
])
def test_out_is_written_and_returned(make):
    f, out = field(), make()
    assert laplacian(f, DX, DY, out=out) is out
    np.testing.assert_array_equal(out, expected(f))


def test_the_result_belongs_to_numpy():
    f = field()
    result = laplacian(f, DX, DY)
    want = expected(f)
    assert result.flags.writeable and result.flags.aligned and result.base is not None
    part = result[3:, ::-2]
    del result, f
    np.testing.assert_array_equal(part, want[3:, ::-2])
    part += 1
    np.testing.assert_array_equal(part, want[3:, ::-2] + 1)


def test_out_that_overlaps_is_refused():
    f = field()
    before = f.copy()
    for out in [f[1:-1, 1:-1], f[2:, 2:], f[::-1, ::-1][2:, 2:]]:
        with pytest.raises(ValueError, match="shares memory"):
            laplacian(f, DX, DY, out=out)
    np.testing.assert_array_equal(f, before)


def test_out_beside_the_operand_in_one_array_is_taken():
    both = RANDOM.random((40, 31, 2))
    f, out = both[..., 0], both[1:-1, 1:-1, 1]
    laplacian(f, DX, DY, out=out)
    np.testing.assert_array_equal(out, expected(f))


def test_out_that_addresses_an_element_twice_is_refused():
    twice = np.lib.stride_tricks.as_strided(np.zeros(100), (38, 29), (8, 8))
    with pytest.raises(ValueError, match="two indices"):
        laplacian(field(), DX, DY, out=twice)


def test_out_that_is_read_only_is_refused():
    with pytest.raises(ValueError, match="read-only"):
        laplacian(field(), DX, DY, out=read_only(np.empty((38, 29))))


@pytest.mark.parametrize("shape", [(40, 31), (38, 30), (1, 29), (38, 1)])
def test_out_of_another_shape_is_refused(shape):
    with pytest.raises(ValueError, match="shape"):
        laplacian(field(), DX, DY, out=np.empty(shape))


def test_arguments_of_another_rank_are_refused():
    for f in [np.zeros(5), np.zeros((3, 4, 5)), np.array(1.0), np.zeros((1,) * 20)]:
        with pytest.raises(ValueError, match="rank"):
            laplacian(f, DX, DY)
    for shape in [(0, 5), (1, 5), (5, 1)]:
        with pytest.raises(ValueError, match="no interior"):
            laplacian(np.zeros(shape), DX, DY)


def test_other_types_are_refused():
    for f in [[[1.0, 2.0]], None, 1.0]:
        with pytest.raises(TypeError):
            laplacian(f, DX, DY)
    for dtype in ["f4", "i8", "c16", "O", "?"]:
        with pytest.raises(TypeError, match="where float64 is needed"):
            laplacian(field().astype(dtype), DX, DY)


def test_the_other_byte_order_is_refused():
    swapped = field().astype(np.dtype("f8").newbyteorder())
    with pytest.raises(TypeError, match="byte order"):
        laplacian(swapped, DX, DY)


def test_misaligned_arrays_are_refused():
    raw = np.zeros(40 * 31 * 8 + 8, np.uint8)
    start = -raw.ctypes.data % 8 + 1
    with pytest.raises(ValueError, match="not aligned"):
        laplacian(raw[start:start + 39 * 31 * 8].view("f8").reshape(39, 31), DX, DY)
    records = np.zeros((40, 31), [("a", "f8"), ("b", "f4")])
    with pytest.raises(ValueError, match="whole number of elements|not aligned"):
        laplacian(records["a"], DX, DY)


def test_fields_of_whole_elements_are_views():
    records = np.zeros((40, 31), [("a", "f8"), ("b", "f8")])
    records["b"] = field()
    np.testing.assert_array_equal(laplacian(records["b"], DX, DY), expected(records["b"]))


def test_threads_may_read_one_array_at_once():
    f = field(900, 900)
    want, failures = expected(f), []

    def work():
        for _ in range(5):
            if not np.array_equal(laplacian(f, DX, DY), want):
                failures.append("differs")

    threads = [threading.Thread(target=work) for _ in range(4)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert not failures


@pytest.mark.parametrize("x", [
    RANDOM.random(1000),
    RANDOM.random(1000)[::-1],
    RANDOM.random(3000)[5::3],
    RANDOM.random((50, 40))[:, 7],
    np.broadcast_to(2.5, 100),
], ids=["contiguous", "reversed", "strided", "column", "broadcast"])
@pytest.mark.parametrize("n", [1, 2, 7, 40])
def test_moving_mean(x, n):
    means = np.lib.stride_tricks.sliding_window_view(x, n).mean(axis=-1)
    np.testing.assert_allclose(moving_mean(x, n), means, rtol=1e-14)


def test_moving_mean_of_a_whole_array():
    assert moving_mean(np.array([1.0, 2.0, 6.0]), 3).tolist() == [3.0]


@pytest.mark.parametrize("n", [0, 6])
def test_windows_that_do_not_fit_are_refused(n):
    with pytest.raises(ValueError, match="window"):
        moving_mean(np.zeros(5), n)
