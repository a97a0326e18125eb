"""Times every way to an elementary function in one process, interleaved, and writes a CSV. Started by `run`.

The method is that of ../peers/measure.py: in every round each is timed once, in an order that turns round, and a round
that other programs disturbed is thrown away. This crate is there three times, at each of its levels: it reads
`LONGSTRIDE_SIMD` once, so there are three copies of the library, loaded and first called with that set.
"""
import argparse
import csv
import ctypes
import os
import shutil
from pathlib import Path
from statistics import median

import numpy as np

import measure as method
from peers import BUILD, CRATE, Entry, aligned, native, repeated

ELEMENTS = 100_000
LEVELS = ("v4", "v3", "scalar")
TYPES = {"f64": (np.float64, "double"), "f32": (np.float32, "float")}
# Names in this crate, NumPy's function, and the arguments: ordinary ones.
ONE = {
    "exp": (np.exp, -20, 20), "exp2": (np.exp2, -20, 20), "exp_m1": (np.expm1, -5, 5), "ln": (np.log, 0.01, 100),
    "log2": (np.log2, 0.01, 100), "log10": (np.log10, 0.01, 100), "ln_1p": (np.log1p, -0.9, 10), "sin": (np.sin, -10, 10),
    "cos": (np.cos, -10, 10), "tan": (np.tan, -10, 10), "asin": (np.arcsin, -1, 1), "acos": (np.arccos, -1, 1),
    "atan": (np.arctan, -10, 10), "sinh": (np.sinh, -10, 10), "cosh": (np.cosh, -10, 10), "tanh": (np.tanh, -5, 5),
    "asinh": (np.arcsinh, -10, 10), "acosh": (np.arccosh, 1, 10), "atanh": (np.arctanh, -0.99, 0.99),
    "cbrt": (np.cbrt, -100, 100),
}
TWO = {
    "powf": (np.power, (0.1, 10), (-5, 5)), "atan2": (np.arctan2, (-10, 10), (-10, 10)),
    "hypot": (np.hypot, (-10, 10), (-10, 10)),
}
# `(-(x * x) * 0.5).exp() * c` in one pass, beside the bare `exp`.
FUSED = "gaussian"
RANDOM = np.random.default_rng(1)


def library(level):
    """This crate at a level."""
    source = BUILD / "cargo" / "release" / "libpeers.so"
    copy = BUILD / f"libpeers-{level}.so"
    copy.unlink(missing_ok=True)
    shutil.copy(source, copy)
    os.environ["LONGSTRIDE_SIMD"] = level
    crate = ctypes.CDLL(str(copy))
    x, out = uniform(np.float64, 0, 1), aligned((ELEMENTS,))
    native(crate, "longstride_maths_f64", 1, (ELEMENTS, word("exp"), x, x, out))(1)
    return crate


def word(name):
    """A string for C."""
    return np.frombuffer(name.encode() + b"\0", np.uint8)


def uniform(dtype, low, high):
    array = aligned((ELEMENTS,), dtype)
    array[...] = RANDOM.uniform(low, high, ELEMENTS)
    return array


def case(crates, name, kind):
    """The entries for a function, and what all of them write to; and the expected values."""
    dtype, c_name = TYPES[kind]
    if name in TWO:
        function, ranges, others = TWO[name]
        x, y = uniform(dtype, *ranges), uniform(dtype, *others)
        arguments = (x, y)
    else:
        function, low, high = ONE.get(name, (None, -3, 3))
        x = y = uniform(dtype, low, high)
        arguments = (x,)
    out = aligned((ELEMENTS,), dtype)
    passed = (ELEMENTS, word(name), x, y, out)
    entries = [Entry("longstride", level, 1, native(crate, f"longstride_maths_{kind}", 1, passed))
               for level, crate in crates.items()]
    wide = [argument.astype(np.float64) for argument in arguments]
    if name == FUSED:
        bare = (ELEMENTS, word("exp"), x, y, out)
        entries += [Entry("bare", level, 1, native(crate, f"longstride_maths_{kind}", 1, bare)) for level, crate in crates.items()]
        return entries, out, lambda entry: np.exp(wide[0]) if entry.peer == "bare" else np.exp(-wide[0] ** 2 * 0.5) * 0.5
    entries.append(Entry("NumPy", "", 1, repeated(lambda: function(*arguments, out=out))))
    mvec = ctypes.CDLL(str(BUILD / "libmaths.so"))
    entries.append(Entry("libmvec", "", 1, native(mvec, f"mvec_{name}_{c_name}", 1, (ELEMENTS, x, y, out))))
    entries.append(Entry("std", "", 1, native(CRATE, f"std_maths_{kind}", 1, passed)))
    expected = function(*wide)
    return entries, out, lambda _: expected


def rows(crates, name, kind, rounds):
    """The rows of the CSV for a function."""
    entries, out, expected = case(crates, name, kind)
    for entry in entries:    # refuses who does not compute this function: within 16 ulp, near zeros of 16 of 1
        out.fill(77)
        entry.run(1)
        tolerance = 16 * np.finfo(out.dtype).eps
        np.testing.assert_allclose(out, expected(entry), rtol=tolerance, atol=tolerance, err_msg=f"{name}: {entry}")
    timed = [method.Timed(entry, method.calibrate(entry), []) for entry in entries]
    disturbed = method.rounds_in_turn(timed, rounds)
    result = []
    for t in timed:
        ns = [seconds / ELEMENTS * 1e9 for seconds in t.seconds]
        way = " ".join(filter(None, (t.entry.peer, t.entry.variant)))
        result.append(dict(function=name, type=kind, way=way, ns=f"{median(ns):.4g}", fastest=f"{min(ns):.4g}",
                           rounds=len(ns), disturbed=disturbed))
    print(f"{name:9} {kind}", *(f"{row['way']} {float(row['ns']):.2f}" for row in result), sep="  ", flush=True)
    return result


def update(path, new):
    """Replaces the rows of a function and type, at their place."""
    old = []
    if path.exists():
        with open(path, newline="") as file:
            old = list(csv.DictReader(file))
    def key(row):
        return row["function"], row["type"]
    names = [*ONE, *TWO, FUSED]
    kept = [row for row in old if key(row) != key(new[0]) and row["function"] in names] + new
    kept.sort(key=lambda row: (list(TYPES).index(row["type"]), names.index(row["function"])))
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(new[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("csv", type=Path)
    parser.add_argument("--function", default="")
    parser.add_argument("--type", default="")
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    crates = {level: library(level) for level in LEVELS}
    for kind in TYPES:
        for name in [*ONE, *TWO, FUSED]:
            if arguments.function in name and arguments.type in kind:
                update(arguments.csv, rows(crates, name, kind, arguments.rounds))


if __name__ == "__main__":
    main()
