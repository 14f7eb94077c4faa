"""The workloads in JAX, each step one jitted function: jax_peer.py FOLDER"""

import sys
from itertools import cycle

import jax
import jax.numpy as jnp
from jax import lax

from contestant import Workload, serve

EPSILON = 1e-3
DECAY = 0.9
BETA1, BETA2, ADAM_EPSILON = 0.9, 0.999, 1e-8
LAYOUT = ("NHWC", "HWIO", "NHWC")


def split(workload):
    """Trainable weights and moving averages, by layer."""
    trainable, moving = {}, {}
    for name, values in workload.weights.items():
        layer, weight = name.split("/")
        into = moving if weight.startswith("moving") else trainable
        into.setdefault(layer, {})[weight] = jnp.asarray(values)
    return trainable, moving


def linear(layer, weights, x):
    if layer["type"] == "dense":
        return x.reshape(x.shape[0], -1) @ weights["kernel"] + weights["bias"]
    strides = (layer["strides"],) * 2
    padding = layer["padding"].upper()
    product = lax.conv_general_dilated(x, weights["kernel"], strides, padding, dimension_numbers=LAYOUT)
    return product + weights["bias"]


def rebuild(layer, weights, signal, shape):
    signal = signal - weights["bias"]
    if layer["type"] == "dense":
        return (signal @ weights["kernel"].T).reshape(shape)
    strides = (layer["strides"],) * 2
    padding = layer["padding"].upper()
    return lax.conv_transpose(
        signal, weights["kernel"], strides, padding, dimension_numbers=LAYOUT, transpose_kernel=True
    )


def activate(layer, weights, x):
    """The activation of a normalised layer, and the statistics it was normalised with."""
    statistics = None
    if layer["batchNorm"]:
        axes = tuple(range(x.ndim - 1))
        mean, variance = x.mean(axes), x.var(axes)
        x = (x - mean) * (lax.rsqrt(variance + EPSILON) * weights["gamma"]) + weights["beta"]
        statistics = {"movingMean": mean, "movingVariance": variance}
    return (jax.nn.relu(x) if layer["activation"] == "relu" else x), statistics


def loss_of(workload):
    """The loss of a network under full RR: the task, and every layer's input rebuilt from the output backwards."""
    layers = workload.layers
    reduce = (lambda x: 0.5 * x.sum()) if workload.rr_sum else jnp.mean

    def loss(trainable, x, y):
        states, statistics = [x], {}
        for layer in layers:
            weights = trainable[layer["name"]]
            output, found = activate(layer, weights, linear(layer, weights, states[-1]))
            states.append(output)
            if found is not None:
                statistics[layer["name"]] = found
        logits = states[-1]
        scores = jax.nn.softmax(logits) if workload.twice else logits
        total = -(y * jax.nn.log_softmax(scores)).sum(1).mean()
        signal = logits
        for index in reversed(range(len(layers))):
            layer, target = layers[index], states[index]
            signal = rebuild(layer, trainable[layer["name"]], signal, target.shape)
            if index > 0:
                below = layers[index - 1]
                signal, _ = activate(below, trainable[below["name"]], signal)
            total += workload.rr_lambda * reduce(jnp.square(signal - target))
        return total, statistics

    return loss


def adam(parameters, slots, gradients, count, rate):
    map_trees = jax.tree_util.tree_map
    mean = map_trees(lambda m, g: BETA1 * m + (1 - BETA1) * g, slots[0], gradients)
    square = map_trees(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, slots[1], gradients)
    scale, root = 1 / (1 - BETA1**count), 1 / (1 - BETA2**count)
    updated = map_trees(
        lambda p, m, v: p - rate * (m * scale) / (jnp.sqrt(v * root) + ADAM_EPSILON), parameters, mean, square
    )
    return updated, (mean, square)


def main(folder):
    workload = Workload(folder)
    gradients_of = jax.value_and_grad(loss_of(workload), has_aux=True)

    def train(state, x, y):
        trainable, moving, slots, count = state
        (loss, statistics), gradients = gradients_of(trainable, x, y)
        trainable, slots = adam(trainable, slots, gradients, count + 1, workload.learning_rate)
        moving = jax.tree_util.tree_map(lambda old, new: DECAY * old + (1 - DECAY) * new, moving, statistics)
        return (trainable, moving, slots, count + 1), loss

    jitted = jax.jit(train, donate_argnums=0)
    trainable, moving = split(workload)
    zeros = lambda: jax.tree_util.tree_map(jnp.zeros_like, trainable)
    state = (trainable, moving, (zeros(), zeros()), jnp.float32(0))
    dense = workload.layers[0]["type"] == "dense"
    batches = cycle(
        [
            (jnp.asarray(x.reshape(len(x), -1) if dense else x), jnp.asarray(y))
            for x, y in workload.batches
        ]
    )

    def step():
        nonlocal state
        state, loss = jitted(state, *next(batches))
        return loss

    serve(step, float)


if __name__ == "__main__":
    main(*sys.argv[1:])
