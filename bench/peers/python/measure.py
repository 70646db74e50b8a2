"""As bench/measure.ts."""

import json
import os
import statistics
import time

import numpy as np

SECONDS = float(os.environ.get("BENCH_SECONDS", "2"))
COMPARED = 4


def measure(start, step, version):
    """`step` gives a loss or a finished output; `start` is before the import of the library."""
    results = [checksum(step())]
    first = time.perf_counter() - start
    times = []
    began, used = time.perf_counter(), time.process_time()
    end = began + SECONDS
    while len(results) < COMPARED or (len(times) < 50_000 and time.perf_counter() < end):
        before = time.perf_counter()
        result = step()
        times.append(time.perf_counter() - before)
        if len(results) < COMPARED:
            results.append(checksum(result))
    busy = (time.process_time() - used) / (time.perf_counter() - began)
    median = statistics.median(times[len(times) // 4 :])
    print(json.dumps(dict(median=1e3 * median, first=1e3 * first, steps=len(times), busy=busy, results=results, version=version)))


def checksum(result):
    if isinstance(result, float):
        return result
    values = np.asarray(result, np.float64).ravel()
    return float(np.mean(values * (1 + np.arange(values.size) % 97)))
