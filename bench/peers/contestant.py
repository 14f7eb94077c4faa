"""What the peers share: the workload's files, and the talk with the benchmark over stdin and stdout.

A contestant says {"first": true} after its first step and {"ready": …} once it has made the steps whose losses are
compared and has warmed up. Then it waits: for each line with a number of seconds it trains about as long and answers
with what it did.
"""

import json
import os
import resource
import sys
import time

import numpy as np

COMPARED_STEPS = 20
CHUNK_SECONDS = 0.1


class Workload:
    def __init__(self, folder):
        with open(os.path.join(folder, "workload.json")) as file:
            description = json.load(file)
        values = np.fromfile(os.path.join(folder, "values.f32"), dtype=np.float32)

        def array(place):
            size = int(np.prod(place["shape"], dtype=np.int64))
            return values[place["offset"] : place["offset"] + size].reshape(place["shape"]).copy()

        self.layers = [layer for layer in description["layers"] if layer["type"] != "flatten"]
        self.twice = description["loss"] == "softmaxCrossEntropyTwice"
        self.rr_lambda = description["rr"]["lambda"]
        self.rr_sum = description["rr"]["reduction"] == "sum"
        self.learning_rate = description["learningRate"]
        self.weights = {name: array(place) for name, place in description["weights"].items()}
        self.batches = [(array(batch["x"]), array(batch["y"])) for batch in description["batches"]]


def serve(step, value):
    """
    :param step: makes one training step and returns its loss, perhaps not yet computed
    :param value: waits for a loss and gives it as a number
    """
    losses = [value(step())]
    say({"first": True})
    losses += [value(step()) for _ in range(COMPARED_STEPS - 1)]
    per_step = train(step, value, CHUNK_SECONDS, 1)[1]
    chunk = max(1, round(CHUNK_SECONDS / per_step))
    train(step, value, 5 * CHUNK_SECONDS, chunk)
    say({"ready": True, "losses": losses})
    for line in sys.stdin:
        cpu = time.process_time()
        start = time.perf_counter()
        steps, _ = train(step, value, float(line), chunk)
        say(
            {
                "steps": steps,
                "seconds": time.perf_counter() - start,
                "cpuSeconds": time.process_time() - cpu,
                "peakBytes": peak_bytes(),
            }
        )


def train(step, value, seconds, chunk):
    """Trains in chunks, waiting for results after each of them only; the steps made and the seconds of one."""
    start = time.perf_counter()
    steps = 0
    while time.perf_counter() - start < seconds:
        for _ in range(chunk):
            loss = step()
        value(loss)
        steps += chunk
    return steps, (time.perf_counter() - start) / steps


def peak_bytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def say(message):
    print(json.dumps(message), flush=True)
