import type { Kernel } from '../checkpoints/kernels';
import type { GraphOperation, OutputUse } from '../checkpoints/tensorUse';
import type { ActivationName } from '../config/layers/layerDefinition';
import type { LayerPlan } from '../config/networkPlan';
import { LEAKY_SLOPE } from '../network/activations';
import { ANOTHER_NETWORK } from './checkpointConvolutions';

const NORM = 'BatchNormalization';

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
    if (isLast && isSoftmax(activation)) return undefined;
    const [there, here] = [[activation], given].map(textOf);
    return there === here
      ? undefined
      : `right behind its kernel the file's layer has ${there}, the config ${here}: ${ANOTHER_NETWORK}`;
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
  const told = uses.map(({ operations, branches }): string | undefined => {
    const isProbabilities = isLast && branches === undefined && isSoftmax(operations.at(-1));
    const found = isProbabilities ? operations.slice(0, -1) : operations;
    const isNormInBoth = [given, found].every((each) => each.some(({ name }) => name === NORM));
    const [there, here] = [found, given].map((each) =>
      textOf(each.filter(({ name }) => isNormInBoth || name !== NORM)),
    );
    if (there === here && branches === undefined) return undefined;
    const several =
      branches === undefined ? '' : `, and then several operations at once (${branches.join(', ')})`;
    return `behind its kernel the file's graph has ${there}${several}, the config ${here}: ${ANOTHER_NETWORK}`;
  });
  return told.includes(undefined) ? undefined : told[0];
}

function isSoftmax(operation: GraphOperation | undefined): boolean {
  return operation?.name === 'Softmax' || operation?.name === 'LogSoftmax';
}

function textOf(operations: readonly GraphOperation[]): string {
  if (operations.length === 0) return 'no activation';
  return operations
    .map(({ name, slope }) =>
      slope === undefined ? name : `${name} of slope ${Number(slope.toPrecision(6))}`,
    )
    .join(', ');
}
