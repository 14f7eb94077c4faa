import { sizeOf } from '../../config/networkPlan';
import type { HostTensors } from '../../network/hostTensor';
import type { Model } from '../../training/model';
import { networkProgram } from '../../training/networkProgram';
import { removeUnused } from '../trace/passes/removeUnused';
import { prepareTracing, shapesOf, traceProgram } from '../trace/traceProgram';
import type { TwoTraces } from './anyBatch';
import { BATCH, nodesOfAnyBatch, shapeOfAnyBatch } from './anyBatch';
import type { ModelDescription, OnnxGraph, Port } from './model';
import { encodeModel } from './model';
import { readableNames, renamedNodes } from './readableNames';

/** A network as an ordinary ONNX model, and what goes in and comes out. */
export interface ExportedNetwork {
  readonly bytes: Uint8Array;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/**
 * Writes a network down as an ONNX model for batches of any size: input `x`, outputs as networkProgram names them,
 * and the weights as initializers under the names that they have in snapshots.
 *
 * @param weights of the network, by name
 */
export async function exportNetwork(
  model: Model,
  weights: HostTensors,
  description: ModelDescription,
): Promise<ExportedNetwork> {
  await prepareTracing();
  const graph = networkGraph(model, weights);
  return { bytes: encodeModel(graph, description), inputs: graph.inputs, outputs: graph.outputs };
}

function networkGraph(model: Model, weights: HostTensors): OnnxGraph {
  const traces = traceTwice(model, weights);
  const { first, second } = traces;
  const { nodes, constants } = nodesOfAnyBatch(traces);
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));

  // The last layer's activation comes before its other name, so that the nodes are named after the layer.
  const results = Object.entries(first.outputs)
    .map(([name, value]): [string, string] => [value, name])
    .sort(([, a], [, b]) => Number(a === 'logits') - Number(b === 'logits'));
  const weightNames = Object.entries(first.stateInputs).map(([name, value]): [string, string] => [
    value,
    name,
  ]);
  const known = new Map([...weightNames, [first.inputs.x!, 'x'] as const]);
  const kept = [...constants].filter(([name]) => used.has(name));
  const names = readableNames(
    nodes,
    kept.map(([name]) => name),
    known,
    results,
  );

  const usedWeights = weightNames.filter(([value]) => used.has(value));
  return {
    name: 'network',
    nodes: renamedNodes(nodes, names, results),
    constants: new Map([
      ...usedWeights.map(([, name]) => [name, { ...weights[name]!, type: 'float32' as const }] as const),
      ...kept.map(([name, constant]) => [names.values.get(name)!, constant] as const),
    ]),
    inputs: [{ name: 'x', shape: [BATCH, ...model.plan.inputShape], type: 'float32' }],
    outputs: Object.entries(first.outputs).map(([name, value]) => ({
      name,
      shape: shapeOfAnyBatch(traces, value, second.outputs[name]!),
      type: 'float32',
    })),
  };
}

/** At two sizes that no shape of the network has, so that they cannot be mistaken for one. */
function traceTwice(model: Model, weights: HostTensors): TwoTraces {
  const { inputShape, layers } = model.plan;
  const known = Math.max(
    sizeOf(inputShape),
    ...layers.flatMap(({ outputShape, weights: all }) =>
      [outputShape, ...all.map(({ shape }) => shape)].map(sizeOf),
    ),
  );
  const sizes = [known + 1, known + 2] as const;
  const program = networkProgram(model);
  const [first, second] = sizes.map((size) =>
    removeUnused(traceProgram(program, shapesOf(weights), { x: [size, ...inputShape] }, 'portable')),
  ) as [TwoTraces['first'], TwoTraces['second']];
  return { first, second, sizes };
}
