"""The twin of the example csv_means: the same means by multiprocessing.Pool, and the seconds of both ways.

usage: python3 pool.py DIRECTORY
"""

import math
import multiprocessing
import os
import sys
import time

COLUMN = 2


def mean_of(path):
    """The mean of one column of one file, or a text that says where and why there is none."""
    values = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().splitlines()[1:], start=2):
            cell = line.split(",")[COLUMN]
            try:
                values.append(float(cell))
            except ValueError:
                return f"{os.path.basename(path)}:{number}: not a number: '{cell}'"
    return math.fsum(values) / len(values)


def main():
    paths = sorted(entry.path for entry in os.scandir(sys.argv[1]))
    start = time.perf_counter()
    serial = [mean_of(path) for path in paths]
    middle = time.perf_counter()
    workers = os.cpu_count() or 1
    with multiprocessing.Pool(workers) as pool:
        results = pool.map(mean_of, paths)
    end = time.perf_counter()
    if results != serial:
        sys.exit("the results of the pool are not those of the serial run")
    means = [result for result in results if isinstance(result, float)]
    mean = math.fsum(means) / len(means)
    print(f"{len(means)} means from {min(means):.9f} to {max(means):.9f}, their mean is {mean:.9f}")
    for result in results:
        if isinstance(result, str):
            print(f"left out: {result}")
    print(middle - start, end - middle, workers)


if __name__ == "__main__":
    main()
