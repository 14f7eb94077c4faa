"""The workloads in PyTorch: torch_peer.py FOLDER THREADS [--compile]"""

import sys
from itertools import cycle

import torch
import torch.nn.functional as F
from torch import nn

from contestant import Workload, serve

EPSILON = 1e-3
MOMENTUM = 0.1


class Normalisation(nn.Module):
    def __init__(self, weights, name):
        super().__init__()
        self.gamma = parameter(weights[f"{name}/gamma"])
        self.beta = parameter(weights[f"{name}/beta"])
        self.register_buffer("mean", torch.from_numpy(weights[f"{name}/movingMean"]))
        self.register_buffer("variance", torch.from_numpy(weights[f"{name}/movingVariance"]))

    def forward(self, x):
        return F.batch_norm(x, self.mean, self.variance, self.gamma, self.beta, True, MOMENTUM, EPSILON)

    def of_rebuilt(self, x):
        """The reverse pass's own statistics; the moving averages do not see them."""
        return F.batch_norm(x, None, None, self.gamma, self.beta, True, MOMENTUM, EPSILON)


class Layer(nn.Module):
    """act(BN(linear(x) + b)), and what the reverse pass needs of it."""

    def __init__(self, options, weights):
        super().__init__()
        self.bias = parameter(weights[f"{options['name']}/bias"])
        self.normalisation = Normalisation(weights, options["name"]) if options["batchNorm"] else None
        self.relu = options["activation"] == "relu"

    def forward(self, x):
        x = self.linear(x)
        if self.normalisation is not None:
            x = self.normalisation(x)
        return F.relu(x) if self.relu else x

    def activate_rebuilt(self, x):
        if self.normalisation is not None:
            x = self.normalisation.of_rebuilt(x)
        return F.relu(x) if self.relu else x


class Dense(Layer):
    """A kernel [in, out], which was faster here than F.linear with [out, in]."""

    def __init__(self, options, weights):
        super().__init__(options, weights)
        self.kernel = parameter(weights[f"{options['name']}/kernel"])

    def linear(self, x):
        return flatten(x) @ self.kernel + self.bias

    def rebuild(self, signal, shape):
        rebuilt = (signal - self.bias) @ self.kernel.t()
        return rebuilt if len(shape) == 2 else unflatten(rebuilt, shape)


class Convolution(Layer):
    """A kernel [out, in, height, width]; 3x3, stride 2, padded as TensorFlow's "same" on an even side."""

    def __init__(self, options, weights):
        super().__init__(options, weights)
        assert (options["kernelSize"], options["strides"], options["padding"]) == (3, 2, "same")
        self.kernel = parameter(weights[f"{options['name']}/kernel"].transpose(3, 2, 0, 1))

    def linear(self, x):
        return F.conv2d(F.pad(x, (0, 1, 0, 1)), self.kernel, self.bias, stride=2)

    def rebuild(self, signal, shape):
        signal = signal - self.bias.view(1, -1, 1, 1)
        return F.conv_transpose2d(signal, self.kernel, stride=2)[:, :, : shape[2], : shape[3]]


def flatten(x):
    """Images in the order height, width, channels, as the dense kernel has it."""
    return x if x.dim() == 2 else x.permute(0, 2, 3, 1).flatten(1)


def unflatten(x, shape):
    batch, channels, height, width = shape
    return x.view(batch, height, width, channels).permute(0, 3, 1, 2)


def parameter(values):
    return nn.Parameter(torch.from_numpy(values).contiguous().clone())


class Racecar(nn.Module):
    """The loss of a network under full RR: the task, and every layer's input rebuilt from the output backwards."""

    def __init__(self, workload):
        super().__init__()
        kinds = {"dense": Dense, "conv2d": Convolution}
        self.layers = nn.ModuleList(kinds[each["type"]](each, workload.weights) for each in workload.layers)
        self.twice = workload.twice
        self.reduction = "sum" if workload.rr_sum else "mean"
        self.rr_weight = workload.rr_lambda * (0.5 if workload.rr_sum else 1)

    def forward(self, x, labels):
        states = [x]
        for layer in self.layers:
            states.append(layer(states[-1]))
        logits = states[-1]
        loss = F.cross_entropy(F.softmax(logits, 1) if self.twice else logits, labels)
        signal = logits
        for index in reversed(range(len(self.layers))):
            target = states[index]
            signal = self.layers[index].rebuild(signal, target.shape)
            if index > 0:
                signal = self.layers[index - 1].activate_rebuilt(signal)
            loss = loss + self.rr_weight * F.mse_loss(signal, target, reduction=self.reduction)
        return loss


def adam(parameters, learning_rate):
    """The fastest variant for the CPU that this version has: one fused kernel since 2.4, before that one by one."""
    try:
        return torch.optim.Adam(parameters, lr=learning_rate, fused=True)
    except (RuntimeError, TypeError):
        return torch.optim.Adam(parameters, lr=learning_rate)


def main(folder, threads, *options):
    torch.set_num_threads(int(threads))
    # Accumulators of weights that no longer change become denormal numbers, which are slow.
    torch.set_flush_denormal(True)
    workload = Workload(folder)
    racecar = Racecar(workload)
    optimizer = adam(list(racecar.parameters()), workload.learning_rate)
    loss_of = torch.compile(racecar) if "--compile" in options else racecar

    def tensors(x, y):
        x = torch.from_numpy(x)
        dense = workload.layers[0]["type"] == "dense"
        x = x.flatten(1) if dense else x.permute(0, 3, 1, 2).contiguous()
        return x, torch.from_numpy(y).argmax(1)

    batches = cycle([tensors(*batch) for batch in workload.batches])

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(*next(batches))
        loss.backward()
        optimizer.step()
        return loss.detach()

    serve(step, lambda loss: loss.item())


if __name__ == "__main__":
    main(*sys.argv[1:])
