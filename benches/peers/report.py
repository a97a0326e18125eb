"""Writes the measured parts of docs/performance.md, between their markers, and docs/performance.svg. Started by `run`
and by ../table.

Reads the CSV files in docs/performance. What is written by hand outside the markers stays as it is.
"""
import csv
import sys
from collections import defaultdict
from pathlib import Path
from xml.sax.saxutils import escape

STREAM = "STREAM"
# Elements read and written for each element of the arrays.
STREAM_MOVES = {"copy": 2, "copy, non-temporal": 2, "triad": 3, "triad, non-temporal": 3, "read": 1}
LAPLACIAN = ("Laplacian into out", "Laplacian, fresh result")
PEERS = ("NumPy", "numexpr", "Numba", "Cython", "ndarray")
NEVER_SLOWER = 1.05    # by the same number of threads: how far a row may be behind and still count as level
SPORADIC_TARGET = 0.70
MISSING = "–"


class Row:
    """One line of cases.csv: a peer in a case."""

    def __init__(self, fields):
        self.case, self.side, self.shape = fields["case"], int(fields["side"]), fields["shape"]
        self.peer, self.variant, self.threads = fields["peer"], fields["variant"], int(fields["threads"])
        self.seconds, self.ratio = float(fields["seconds"]), float(fields["ratio"])
        self.bytes, self.traffic = int(fields["bytes"]), fields["traffic"]
        self.disturbed = int(fields["disturbed"])


class Case:
    """The lines of one case and size."""

    def __init__(self, rows):
        self.rows = rows
        self.name, self.side, self.shape = rows[0].case, rows[0].side, rows[0].shape
        self.bytes, self.traffic = rows[0].bytes, rows[0].traffic

    def of(self, peer, threads, plain=None):
        """The rows of a peer; with `plain`, only those with or without a variant."""
        rows = [row for row in self.rows if row.peer == peer and row.threads == threads]
        return rows if plain is None else [row for row in rows if (row.variant == "") == plain]

    def best(self, peer, threads, plain=None):
        """The fastest of them, or None."""
        return min(self.of(peer, threads, plain), key=lambda row: row.ratio, default=None)


def main():
    docs = Path(sys.argv[1])
    results = docs / "performance"
    rows = [Row(fields) for fields in read(results / "cases.csv")]
    groups = defaultdict(list)
    for row in rows:
        groups[row.side, row.case].append(row)
    cases = [Case(group) for group in groups.values() if not group[0].disturbed]
    left_out = [Case(group) for group in groups.values() if group[0].disturbed]
    parts = [stack_up(cases), where_measured(results, left_out), every_row(cases), roofline(cases), behind(cases)]
    parts += [sporadic(results), sweep(results)]
    replace(docs / "performance.md", "peers", "\n\n".join(part for part in parts if part))
    replace(docs / "performance.md", "speed", by_hand(results))
    (docs / "performance.svg").write_text(chart(cases))


def read(path):
    """The lines of a CSV file, none if there is no such file."""
    if not path.exists():
        return []
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def replace(page, name, text):
    """Puts the text between the two markers of that name in a page."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before, rest = page.read_text().split(begin)
    after = rest.split(end)[1]
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}")


# ---- Tables ----

def table(header, rows):
    """A table of Markdown: the first column to the left, the others to the right."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def time(seconds):
    """Three digits and a unit."""
    for unit, factor in (("ns", 1e9), ("µs", 1e6), ("ms", 1e3)):
        if seconds * factor < 1000:
            break
    value = seconds * factor
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f} {unit}"


def ratio(row):
    """A ratio to plain C on one thread."""
    if row is None:
        return MISSING
    return f"{row.ratio:.2f}" if row.ratio < 9.95 else f"{row.ratio:.0f}"


def on_threads(case, peer, plain=None):
    """Ratios on one and on two threads."""
    one, two = case.best(peer, 1, plain), case.best(peer, 2, plain)
    if two is None:
        return ratio(one)
    return f"{ratio(one)} / {ratio(two)}"


def stack_up(cases):
    """The table of the talk: the Laplacian, a line for each peer, a column for each size."""
    by_name = {(case.name, case.side): case for case in cases if case.name in LAPLACIAN}
    sides = sorted(side for name, side in by_name if name == LAPLACIAN[0])
    lines = []
    for name in LAPLACIAN:
        here = {side: by_name[name, side].rows for side in sides if (name, side) in by_name}
        keys = dict.fromkeys(key(row) for rows in here.values() for row in rows)
        for peer, variant, threads in keys:
            where = ", ".join(filter(None, [variant, name.replace("Laplacian", "").strip(", ")]))
            cells = []
            for side in sides:
                found = [row for row in here.get(side, []) if key(row) == (peer, variant, threads)]
                plain = by_name[LAPLACIAN[0], side].best("C", 1, plain=True)
                cells += [f"{time(found[0].seconds)} ({found[0].seconds / plain.seconds:.2f})"] if found else [MISSING]
            label = f"**{peer}**" if peer == "longstride" else peer
            lines.append((cells, [label, where, str(threads)]))
    body = [labels + cells for cells, labels in sorted(lines, key=lambda line: -last_ratio(line[0]))]
    header = ["", "how", "threads", *(f"{side}×{side}" for side in sides)]
    return ("## How do they all stack up?\n\nThe Laplacian of a field of f64, slowest first (by the last column): median "
            "time, and in brackets its ratio to plain C\ninto `out` on one thread.\n\n" + table(header, body)
            + "\n\n![The Laplacian by every peer](performance.svg)")


def last_ratio(cells):
    """The ratio in the last cell that has one."""
    return next(float(cell.split("(")[1].rstrip(")")) for cell in reversed(cells) if cell != MISSING)


def key(row):
    return row.peer, row.variant, row.threads


def where_measured(results, left_out):
    """The machine and the method."""
    machine = "; ".join(f"{row['what']} {row['value']}" for row in read(results / "machine.csv"))
    names = ", ".join(f"`{case.name}` at {case.shape}" for case in left_out)
    note = f"\n\nLeft out, because other programs ran at the same time: {names}." if left_out else ""
    return ("### Where and how\n\nC is `gcc -O3 -march=native`; `longstride` and `ndarray` are in the default build. All "
            "work on the same arrays, in one process, in\nturn; each is checked against NumPy first. Rounds that other "
            "programs disturbed were thrown away; what no undisturbed run has\nmeasured yet is not in the tables. All "
            "figures are in [performance/cases.csv](performance/cases.csv).\n\n"
            f"Machine: {machine}.{note}")


def every_row(cases):
    """For each size a table of ratios to plain C."""
    parts = ["## Every row\n\nRatios to plain C on one thread, whose time is in the second column: median of the ratios "
             "round by round, `1 thread / 2\nthreads`. *Best C* is the best known loop (non-temporal stores, tiles, huge "
             "pages, more chains) where it differs."]
    for side in sorted({case.side for case in cases}):
        rows = []
        for case in cases:
            if case.side == side and case.name != STREAM:
                two = case.best("C", 2, plain=True)
                rows.append([case_name(case), time(case.best("C", 1, plain=True).seconds), ratio(two),
                             on_threads(case, "C", plain=False), *(on_threads(case, peer) for peer in PEERS),
                             on_threads(case, "longstride")])
        header = ["case", "C", "C, 2 threads", "best C", *PEERS, "longstride"]
        parts.append(f"### {side}×{side}\n\n" + table(header, rows))
    return "\n\n".join(parts)


def case_name(case):
    """With its shape, where that is not the one of the table."""
    usual = case.shape == f"{case.side}×{case.side}" or case.shape in case.name or "1e6" in case.name
    return f"`{case.name}`" if usual else f"`{case.name}`, {case.shape}"


# ---- Against the memory ----

def bandwidth(cases, case, threads):
    """Bytes per second: the best of STREAM on arrays of the same size, of reading alone if the case only reads."""
    stream = next(other for other in cases if other.name == STREAM and other.side == case.side)
    kinds = [kind for kind in STREAM_MOVES if (kind == "read") == (case.traffic == "read")]
    return max(speed(row) for row in stream.of("C", threads) if row.variant in kinds)


def speed(row):
    """Bytes per second of a line of STREAM."""
    return STREAM_MOVES[row.variant] * 8 * row.side * row.side / row.seconds


def roofline(cases):
    """What the memory allows, and how near this crate comes."""
    parts = ["## The roofline\n\nThe bytes that have to move (each operand read once, the result written once, nothing read "
             "in order to be overwritten),\ndivided by the best of STREAM on arrays of this size: copy and "
             "triad, with plain and with\nnon-temporal stores; for sums, reading alone. The last columns say which part of "
             "that bandwidth `longstride` reaches, on\none and on two threads; more than 100 % where its arrays are "
             "smaller than those of STREAM, or where it reads what it writes\n(`y += s * x`), so that no store has to read "
             "a line first."]
    for side in sorted({case.side for case in cases}):
        here = [case for case in cases if case.side == side]
        stream = next((case for case in here if case.name == STREAM), None)
        if stream is None:
            continue
        speeds = []
        for one, two in zip(stream.of("C", 1), stream.of("C", 2)):
            speeds.append(f"{one.variant} {speed(one) / 1e9:.1f} / {speed(two) / 1e9:.1f}")
        rows = []
        for case in here:
            if case.name != STREAM:
                limits = [case.bytes / bandwidth(cases, case, t) for t in (1, 2)]
                ours = [case.best("longstride", t) for t in (1, 2)]
                share = [f"{100 * limit / row.seconds:.0f} %" if row else MISSING for limit, row in zip(limits, ours)]
                rows.append([case_name(case), f"{per_element(case)}", *(time(limit) for limit in limits), *share])
        header = ["case", "bytes per element", "limit, 1 thread", "limit, 2 threads", "longstride, 1", "longstride, 2"]
        parts.append(f"### {side}×{side}\n\nSTREAM, GB/s, 1 / 2 threads: {'; '.join(speeds)}.\n\n" + table(header, rows))
    return "\n\n".join(parts)


def per_element(case):
    """Bytes for each element of the shape in the table; of the result for a strided operand."""
    extents = [int(n) for n in case.shape.replace("10⁶", "1000000").split("×")]
    count = 1
    for n in extents:
        count *= n
    if case.name.startswith("x["):
        count = ((case.side - 1) // 2) ** 2
    value = case.bytes / count
    return f"{value:.0f}" if abs(value - round(value)) < 0.05 else f"{value:.1f}"


# ---- Where this crate is behind ----

def behind(cases):
    """Every row in which somebody with as many threads is faster."""
    rows = []
    for case in cases:
        for threads in (1, 2):
            ours = case.best("longstride", threads)
            others = [row for row in case.rows if row.peer != "longstride" and row.threads <= threads]
            if ours is None:
                continue
            best = min(others, key=lambda row: row.ratio)
            if ours.ratio > NEVER_SLOWER * best.ratio:
                who = f"{best.peer}{', ' + best.variant if best.variant else ''} ({best.threads})"
                rows.append((case.side, ours.ratio / best.ratio,
                             [case_name(case), str(case.side), str(threads), f"{ours.ratio:.2f}", f"{best.ratio:.2f}", who,
                              f"{ours.ratio / best.ratio:.2f}"]))
    rows.sort(key=lambda row: (-row[0], -row[1]))
    header = ["case", "side", "threads", "longstride", "best", "of", "longstride / best"]
    body = table(header, [cells for _, _, cells in rows]) if rows else "None."
    return ("### Where somebody is faster\n\nRows in which the best of all others, with as many threads or fewer (in brackets), "
            "is more than 5 % ahead.\n\n" + body)


# ---- Threads ----

def sporadic(results):
    """0.7 ms of work now and then."""
    rows = sorted(read(results / "sporadic.csv"), key=lambda row: float(row["ratio"]))
    if not rows:
        return ""
    held = sum(float(row["ratio"]) <= SPORADIC_TARGET for row in rows)
    body = [[str(k + 1), time(float(row["serial_s"])), time(float(row["threaded_s"])), row["ratio"], f"{row['low']} to {row['high']}"]
            for k, row in enumerate(rows)]
    header = ["process", "one thread", "automatic", "ratio of medians", "quartiles"]
    return (f"## Work that comes now and then\n\n0.7 ms of `a + b` every 6 ms from a plain `main`, in fresh processes "
            f"(`benches/peers/run sporadic`), best first. At or below\n{SPORADIC_TARGET:.2f} of one thread in {held} of "
            f"{len(rows)}. A process during which other programs kept a core busy for more than a tenth of the\ntime is replaced, "
            "whatever it measured: two threads gain little where there is no second core to be had.\n\n" + table(header, body))


def sweep(results):
    """Automatic threads against one, by size."""
    rows = read(results / "sweep.csv")
    if not rows:
        return ""
    operations = list(dict.fromkeys(row["operation"] for row in rows))
    lines = defaultdict(dict)
    for row in rows:
        lines[nearest(int(row["elements"]))][row["operation"]] = row["ratio"]
    worst = max(rows, key=lambda row: float(row["ratio"]))
    body = [[f"{n:,}", *(cells.get(operation, MISSING) for operation in operations)] for n, cells in sorted(lines.items())]
    return ("## Automatic threads, by size\n\nTime with automatic threads over time on one thread, back to back "
            f"(`benches/peers/run sweep`). The worst is {worst['ratio']}, of\n`{worst['operation']}` at "
            f"{int(worst['elements']):,} elements.\n\n" + table(["elements, about", *operations], body))


def nearest(n):
    """The step of the sweep: one or three times a power of ten."""
    steps = [k * 10 ** e for e in range(9) for k in (1, 3)]
    return min(steps, key=lambda step: abs(step - n) / step)


# ---- Beside a hand-written loop in Rust ----

def by_hand(results):
    """The table of `cargo bench --bench speed`: a line for each row, a table for each shape."""
    shapes = defaultdict(lambda: defaultdict(list))
    for row in read(results / "speed.csv"):
        shapes[row["shape"]][row["case"]].append(row)
    header = ["case", "yardstick", "its time", "beside it", "1 thread", "2 threads", "at most", "holds"]
    square = [shape for shape in shapes if len(shapes[shape]) > 2]
    parts = [f"### {shape.replace('x', '×')}\n\n" + table(header, [in_a_line(*item) for item in shapes[shape].items()])
             for shape in square]
    rest = [in_a_line(f"{name}, {shape}", rows) for shape in shapes if shape not in square
            for name, rows in shapes[shape].items()]
    if rest:
        parts.append("### Other shapes\n\n" + table(header, rest))
    held = [row["holds"] for cases in shapes.values() for rows in cases.values() for row in rows if row["holds"]]
    parts.append(f"{held.count('yes')} of {len(held)} targets hold.")
    return "\n\n".join(parts)


def in_a_line(name, rows):
    """A row of the bench: the yardstick comes first, this crate's ways last."""
    yardstick, *beside = rows[:-2]
    ours = rows[-2:]
    return [f"`{name}`", yardstick["way"], time(float(yardstick["seconds"])),
            ", ".join(f"{row['way']} {float(row['ratio']):.2f}" for row in beside) or MISSING,
            *(f"{float(row['ratio']):.2f}" for row in ours),
            " / ".join(at_most(row["target"]) for row in ours), " / ".join(row["holds"] or MISSING for row in ours)]


def at_most(target):
    """A target: a ratio, nanoseconds, or none."""
    return target if target.endswith("ns") else f"{float(target):.2f}" if target else MISSING


# ---- The chart ----

STYLE = """
    text { font: 13px system-ui, sans-serif; fill: #24292f }
    .title { font-size: 16px; font-weight: 600 }
    .bar { fill: #8c959f } .c { fill: #57606a } .ours { fill: #0969da } .axis { stroke: #8c959f }
    @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3 } .bar { fill: #6e7681 } .c { fill: #9ea7b3 } .ours { fill: #2f81f7 }
    }
"""
LABELS, WIDTH, LINE, TOP = 330, 900, 22, 60


def chart(cases):
    """The Laplacian at the largest size that was measured, a bar for each peer."""
    side = max(case.side for case in cases if case.name == LAPLACIAN[0])
    rows = [row for case in cases if case.name in LAPLACIAN and case.side == side for row in case.rows]
    plain = next(case for case in cases if case.name == LAPLACIAN[0] and case.side == side).best("C", 1, plain=True)
    rows.sort(key=lambda row: -row.seconds)
    scale = (WIDTH - LABELS - 110) / rows[0].seconds
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {TOP + LINE * len(rows) + 10}" role="img">',
             f"<style>{STYLE}</style>",
             f'<text class="title" x="10" y="24">Laplacian of {side}×{side} f64: milliseconds, shorter is better</text>',
             '<text x="10" y="44">in brackets: relative to plain C on one thread</text>']
    for k, row in enumerate(rows):
        y = TOP + LINE * k
        how = ", ".join(filter(None, [row.variant, "fresh" if row.case == LAPLACIAN[1] else "into out"]))
        label = f"{row.peer} ({how}), {row.threads} thread{'s' if row.threads > 1 else ''}"
        kind = {"longstride": "ours", "C": "c"}.get(row.peer, "bar")
        length = max(1.0, row.seconds * scale)
        value = f"{row.seconds * 1e3:.1f} ({row.seconds / plain.seconds:.2f})"
        parts += [f'<text x="{LABELS - 8}" y="{y + 15}" text-anchor="end">{escape(label)}</text>',
                  f'<rect class="{kind}" x="{LABELS}" y="{y + 3}" width="{length:.1f}" height="{LINE - 6}" rx="2"/>',
                  f'<text x="{LABELS + length + 6:.1f}" y="{y + 15}">{value}</text>']
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    main()
