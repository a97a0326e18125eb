"""Writes the tables of docs/maths.md, between its markers, from docs/performance/maths.csv. Started by `run`."""
import csv
import sys
from collections import defaultdict
from pathlib import Path

BEGIN, END = "<!-- speed: written by benches/maths/run -->", "<!-- end of speed -->"
LEVELS = ("v4", "v3", "scalar")
FUSED = "gaussian"
# At most so many times the time of NumPy's; of libmvec's; of that of v4; of the standard library's, which may be
# the same function: more than noise.
NUMPY, NUMPY_TRIGONOMETRIC, LIBMVEC, LOWER_LEVEL, STD, FUSION = 1.0, 0.12, 1.25, 2.0, 1.05, 1.1


def main():
    docs = Path(sys.argv[1])
    times = defaultdict(dict)
    with open(docs / "performance" / "maths.csv", newline="") as file:
        for row in csv.DictReader(file):
            times[row["type"], row["function"]][row["way"]] = float(row["ns"])
    with open(docs / "performance" / "machine.csv", newline="") as file:
        machine = {row["what"]: row["value"] for row in csv.DictReader(file)}
    page = docs / "maths.md"
    text = page.read_text()
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    body = "\n\n".join([f"Measured on {machine['processor']}, NumPy {machine['numpy']}, rustc {machine['rustc'].split()[0]}.",
                        *(table(kind, times) for kind in ("f64", "f32")), fused(times)])
    page.write_text(f"{before}{BEGIN}\n\n{body}\n\n{END}{after}")
    print(f"{page}: {sum(len(missed(key, ways)) for key, ways in times.items())} targets missed")


def table(kind, times):
    """A line for each function of a type."""
    header = ["function", *LEVELS, "NumPy", "libmvec", "`std`", "v4 / NumPy", "v4 / libmvec", "v3 / v4", "scalar / `std`", "misses"]
    lines = [f"### `{kind}`", "", row(header), row(["---", *["---:"] * (len(header) - 2), "---"])]
    for (of, function), ways in times.items():
        if of == kind and function != FUSED:
            lines.append(row([f"`{function}`", *(f"{ns:.2f}" for ns in ways.values()),
                              *(f"{ratio:.2f}" for ratio, _ in ratios(function, kind, ways).values()),
                              ", ".join(missed((kind, function), ways)) or "–"]))
    return "\n".join(lines)


def ratios(function, kind, ways):
    """Each ratio, and what it may be."""
    v4, v3, scalar = (ways[f"longstride {level}"] for level in LEVELS)
    numpy = NUMPY_TRIGONOMETRIC if kind == "f64" and function in ("sin", "cos", "tan") else NUMPY
    return {"NumPy": (v4 / ways["NumPy"], numpy), "libmvec": (v4 / ways["libmvec"], LIBMVEC),
            "v3": (v3 / v4, LOWER_LEVEL), "scalar": (scalar / ways["std"], STD)}


def missed(key, ways):
    """The targets that a function misses, to two digits."""
    kind, function = key
    if function == FUSED:
        return [level for level in LEVELS if round(ways[f"longstride {level}"] / ways[f"bare {level}"], 2) > FUSION]
    return [name for name, (ratio, most) in ratios(function, kind, ways).items() if round(ratio, 2) > most]


def fused(times):
    """The expression beside the function."""
    lines = ["### Fused", "", "`(-(&x * &x) * 0.5).exp() * c` in one pass, and its time over that of the bare `exp`.", "",
             row(["type", *LEVELS]), row(["---", *["---:"] * len(LEVELS)])]
    for (kind, function), ways in times.items():
        if function == FUSED:
            cells = []
            for level in LEVELS:
                ours, bare = ways[f"longstride {level}"], ways[f"bare {level}"]
                cells.append(f"{ours:.2f} ({ours / bare:.2f})")
            lines.append(row([f"`{kind}`", *cells]))
    return "\n".join(lines)


def row(cells):
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
