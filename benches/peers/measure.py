"""Times every peer of every case in one process, interleaved, and writes a CSV. Started by `run`.

Fairness: all peers of a case work on the same arrays, aligned to cache lines. Each is checked against NumPy first. In
every round each is timed once, in an order that turns round with every round, so that a machine that slows down slows
all. Whoever uses several threads is warmed up right before, so that they are awake. Native kernels repeat inside, and
their call from Python, which they pay once, is not counted. A round during which other programs used the processor
is thrown away.
"""
import argparse
import csv
import gc
import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

import cases

SHORTEST = 0.004    # seconds that are timed at once
WARM_UP = 0.010     # seconds of the same work before several threads are timed
BUDGET = 3.0        # seconds for the rounds of a case, from which follows how many there are
FEWEST = 3          # rounds
RETRIES = 4         # rounds of a case that may be measured again
PATIENCE = 15.0     # seconds in all to wait for an idle machine
TICK = 1.0 / os.sysconf("SC_CLK_TCK")

waited = 0.0        # seconds spent waiting for an idle machine


@dataclass
class Timed:
    """A peer, how often it runs per measurement, and the seconds of each round."""
    entry: object
    iterations: int
    seconds: list


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("csv", type=Path)
    parser.add_argument("--case", default="")
    parser.add_argument("--size", default="64,1000,4000")
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    part, parts = map(int, arguments.part.split("/"))
    sides = map(int, arguments.size.split(","))
    chosen = [make for make in cases.ALL if arguments.case.lower() in cases.name(make).lower()]
    chosen = [(side, make) for side in sides for make in chosen][part - 1::parts]
    for number, (side, make) in enumerate(chosen, 1):
        case = make(side)
        if case is not None:
            print(f"{number}/{len(chosen)} ", end="")
            update(arguments.csv, case.name, side, measure(case, side, arguments.rounds))
            del case
            gc.collect()


def measure(case, side, most_rounds):
    """The rows of the CSV for a case."""
    for entry in case.entries:
        check(case, entry)
    timed = [Timed(entry, calibrate(entry), []) for entry in case.entries]
    one_round = sum(run(t) for t in timed)
    rounds = int(min(most_rounds, max(FEWEST, BUDGET / one_round)))
    disturbed = rounds_in_turn(timed, rounds)
    reference, rounds = timed[0].seconds, len(timed[0].seconds)
    print(f"{case.name} [{side}]: {rounds} rounds, {disturbed} of them disturbed", flush=True)
    rows = []
    for t in timed:
        ratio = median(mine / theirs for mine, theirs in zip(t.seconds, reference))
        print(f"    {str(t.entry):44} {median(t.seconds) * 1e3:12.5f} ms  {ratio:7.3f}", flush=True)
        rows.append(dict(case=case.name, side=side, shape=case.shape, bytes=case.bytes, traffic=case.traffic,
                         peer=t.entry.peer, variant=t.entry.variant, threads=t.entry.threads,
                         seconds=f"{median(t.seconds):.5g}", fastest=f"{min(t.seconds):.5g}",
                         ratio=f"{ratio:.4g}", rounds=rounds, disturbed=disturbed))
    return rows


def check(case, entry):
    """Refuses a peer that does not compute what NumPy does."""
    if case.expected is None:
        return
    case.prepare()
    result = case.result
    if entry.result is not None:
        result = entry.result
        result.fill(77)
    returned = entry.run(1)
    got, expected = np.asarray(result if returned is None else returned), np.asarray(case.expected)
    if got.size == 1 and expected.size > 1:    # a fresh result, of which the native kernels show the middle element
        expected = expected.reshape(-1)[expected.size // 2]
    allowed = case.tolerance * float(np.max(np.abs(expected)))
    np.testing.assert_allclose(np.squeeze(got), np.squeeze(expected), rtol=0, atol=allowed, err_msg=f"{case.name}: {entry}")


def calibrate(entry):
    """How often a peer has to run to take the shortest time that is measured."""
    iterations, seconds = 1, seconds_of(entry, 1)
    while seconds < SHORTEST:
        iterations = max(2 * iterations, int(1.2 * iterations * SHORTEST / max(seconds, 1e-7)))
        seconds = seconds_of(entry, iterations)
    return iterations


def seconds_of(entry, iterations):
    start = time.perf_counter()
    entry.run(iterations)
    return time.perf_counter() - start


def run(timed):
    """Seconds of one measurement, warmed up."""
    if timed.entry.threads > 1:
        end = time.perf_counter() + WARM_UP
        while time.perf_counter() < end:
            timed.entry.run(timed.iterations)
    return seconds_of(timed.entry, timed.iterations)


def rounds_in_turn(timed, rounds):
    """Fills in the seconds per run of each, round by round. Returns how many of these rounds others disturbed: none,
    unless there were too few without."""
    clean, disturbed = [], []
    while len(clean) < rounds and len(clean) + len(disturbed) < rounds + RETRIES:
        wait_until_idle()
        others = Others()
        turn = len(clean) + len(disturbed)
        order = timed if turn % 2 == 0 else timed[::-1]
        seconds = {id(t): run(t) / t.iterations for t in order}
        (disturbed if others.busy() else clean).append(seconds)
    enough = len(clean) >= FEWEST
    for seconds in clean if enough else clean + disturbed:
        for t in timed:
            t.seconds.append(seconds[id(t)])
    return 0 if enough else len(disturbed)


class Others:
    """The processor time that other programs, and other machines on the same host, take from now on."""

    def __init__(self):
        self.start, self.used = time.perf_counter(), others_used()

    def busy(self):
        """More than three hundredths of all cores, beyond the precision of the clock."""
        allowed = 0.03 * os.cpu_count() * (time.perf_counter() - self.start) + 3 * TICK
        return others_used() - self.used > allowed


def others_used():
    """Seconds of processor time so far, of everything but this process."""
    with open("/proc/stat") as file:
        user, nice, system, _idle, _wait, irq, softirq, steal = map(int, file.readline().split()[1:9])
    own = os.times()
    return (user + nice + system + irq + softirq + steal) * TICK - own.user - own.system


def wait_until_idle():
    """Returns when nobody else works, or when all patience is gone."""
    global waited
    while waited < PATIENCE:
        others = Others()
        time.sleep(0.05)
        if not others.busy():
            return
        time.sleep(0.2)
        waited += 0.25


def update(path, name, side, rows):
    """Replaces the rows of a case and size in the CSV, at their place; undisturbed ones by undisturbed ones only."""
    path.parent.mkdir(exist_ok=True)
    old = []
    if path.exists():
        with open(path, newline="") as file:
            old = list(csv.DictReader(file))
    same = [row for row in old if (row["case"], int(row["side"])) == (name, side)]
    if same and same[0]["disturbed"] == "0" and rows[0]["disturbed"]:
        return
    kept = [row for row in old if row not in same]
    order = {cases.name(make): k for k, make in enumerate(cases.ALL)}
    kept = sorted(kept + rows, key=lambda row: (int(row["side"]), order.get(row["case"], len(order))))
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)


if __name__ == "__main__":
    main()
