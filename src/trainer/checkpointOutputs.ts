import type { Kernel } from '../checkpoints/kernels';
import type { GraphOperation, OutputUse } from '../checkpoints/tensorUse';
import type { ActivationName } from '../config/layers/layerDefinition';
import type { LayerPlan } from '../config/networkPlan';
import { LEAKY_SLOPE } from '../network/activations';
import { ANOTHER_NETWORK } from './checkpointConvolutions';

const NORM = 'BatchNormalization';

/** What gives probabilities or a class, behind the last layer: the loss does the same. */
const PREDICTIONS: ReadonlySet<string> = new Set(['Softmax', 'LogSoftmax', 'ArgMax']);

/** Slope of PyTorch's LeakyReLU; a state dict does not hold it. */
const PYTORCH_SLOPE = 0.01;

/** The activations by the names of ONNX's operators; a linear one is none. */
const OPERATIONS: Readonly<Record<ActivationName, readonly GraphOperation[]>> = {
  linear: [],
  relu: [{ name: 'Relu' }],
  leakyRelu: [{ name: 'LeakyRelu', slope: LEAKY_SLOPE }],
  tanh: [{ name: 'Tanh' }],
  sigmoid: [{ name: 'Sigmoid' }],
};

/**
 * In what a file's network goes on otherwise behind a layer's kernel than the config's does: another activation, another
 * order of it and the batch norm, pooling, branches. Batch norms that only one of both has are told elsewhere.
 *
 * @param isLast whether it is the network's last layer, behind which the loss takes the softmax
 * @returns undefined where both are the same, or nothing tells
 */
export function outputNote({ options }: LayerPlan, kernel: Kernel, isLast: boolean): string | undefined {
  if (options.type === 'flatten') return undefined;
  const given = [...(options.batchNorm ? [{ name: NORM }] : []), ...OPERATIONS[options.activation]];
  const { outputs, activation } = kernel.tensor.use ?? {};
  if (outputs !== undefined) return graphNote(outputs, given, isLast);
  if (activation !== undefined) {
    const isProbabilities = isLast && isPrediction(activation.name);
    const [there, here] = (isProbabilities ? [[], withoutNorm(given)] : [[activation], given]).map(textOf);
    const softmax = isProbabilities ? ` but ${activation.name}` : '';
    return there === here
      ? undefined
      : `right behind its kernel the file's layer has ${there}${softmax}, the config ${here}: ${ANOTHER_NETWORK}`;
  }
  return options.activation === 'leakyRelu' && kernel.layout.startsWith('out-in')
    ? `leakyRelu has the slope ${LEAKY_SLOPE} below zero, PyTorch's ${PYTORCH_SLOPE} where its user gives none, which the file does not hold`
    : undefined;
}

/** @param uses what becomes of the kernel's outputs, at each of its places in the graph; the layer has one of them */
function graphNote(
  uses: readonly OutputUse[],
  given: readonly GraphOperation[],
  isLast: boolean,
): string | undefined {
  const told = uses.map((use): string | undefined => {
    const { operations, branches } = isLast ? beforePrediction(use) : use;
    const isNormInBoth = [given, operations].every((each) => each.some(({ name }) => name === NORM));
    const [there, here] = [operations, given].map((each) => textOf(isNormInBoth ? each : withoutNorm(each)));
    if (there === here && branches === undefined) return undefined;
    const several =
      branches === undefined ? '' : `, and then several operations at once (${branches.join(', ')})`;
    return `behind its kernel the file's graph has ${there}${several}, the config ${here}: ${ANOTHER_NETWORK}`;
  });
  return told.includes(undefined) ? undefined : told[0];
}

/** What becomes of logits before the probabilities or the class that a classifier gives, or both at once. */
function beforePrediction({ operations, branches }: OutputUse): OutputUse {
  const end = operations.findIndex(({ name }) => isPrediction(name));
  if (end >= 0) return { operations: operations.slice(0, end) };
  return branches?.every(isPrediction) === true
    ? { operations }
    : { operations, ...(branches && { branches }) };
}

function isPrediction(name: string): boolean {
  return PREDICTIONS.has(name);
}

function withoutNorm(operations: readonly GraphOperation[]): readonly GraphOperation[] {
  return operations.filter(({ name }) => name !== NORM);
}

function textOf(operations: readonly GraphOperation[]): string {
  if (operations.length === 0) return 'no activation';
  return operations
    .map(({ name, slope }) =>
      slope === undefined ? name : `${name} of slope ${Number(slope.toPrecision(6))}`,
    )
    .join(', ');
}
