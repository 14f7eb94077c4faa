import { sizeOf } from '../config/networkPlan';
import type { UserError } from '../config/userError';
import type { CheckpointParts, StoredTensor } from './checkpoint';
import { damaged } from './checkpoint';
import type { OnnxTensor } from './onnxMessages';
import { readTensorMessage } from './onnxMessages';
import { readInput } from './onnxInputs';
import { graphOf } from './onnxGraph';
import { onnxLayerUses } from './onnxLayerUses';
import { onnxModelUses } from './onnxModelUses';
import type { OnnxNode } from './onnxNodes';
import { readNode } from './onnxNodes';
import { readPads } from './onnxPads';
import { dequantised, onnxQuantisations } from './onnxQuantisation';
import type { OnnxSparseTensor } from './onnxSparse';
import { readSparseMessage, sparseTensor } from './onnxSparse';
import type { NamedShape } from './onnxUses';
import { onnxUses } from './onnxUses';
import { onnxValues } from './onnxValues';
import type { Field } from './protobuf';
import { ProtobufReader } from './protobuf';
import type { CheckpointFolder, OpenFile, RangeReader } from './rangeReader';

/** Tensors and nodes of one model; more is no network. */
const MOST = 1_000_000;

/** Fields of ModelProto and GraphProto: onnx.proto3 of github.com/onnx/onnx. */
const MODEL = { irVersion: 1, producer: 2, producerVersion: 3, graph: 7, opsets: 8, metadata: 14 } as const;
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, sparseInitializer: 15 } as const;

/**
 * The initializers of an ONNX model. Values of its own lie as they are in the file; those in other files are found
 * beside it. The nodes that use a tensor say which way round a kernel lies.
 */
export async function readOnnx(
  reader: RangeReader,
  fileName: string,
  folder: CheckpointFolder,
  files: OpenFile[],
): Promise<CheckpointParts> {
  const wrong = (message: string) => damaged(reader.file, 'an ONNX model', message);
  const { field, metadata } = await readModel(reader, wrong);
  const { tensors, sparse, nodes, inputs } = await readGraph(reader, field, wrong);
  const named = [...tensors, ...sparse];
  rejectDuplicates(named, wrong);

  const opened = new Map<string, Promise<OpenFile>>();
  const external = (name: string) => {
    let file = opened.get(name);
    if (file === undefined) {
      file = folder.open(name).then((each) => {
        files.push(each);
        return each;
      });
      opened.set(name, file);
    }
    return file;
  };
  const stored: StoredTensor[] = [];
  const valuesOf = (tensor: OnnxTensor) => onnxValues(tensor, reader, fileName, external);
  for (const tensor of tensors) stored.push(await valuesOf(tensor));
  for (const tensor of sparse) {
    stored.push(sparseTensor(tensor, await valuesOf(tensor.values), await valuesOf(tensor.indices)));
  }
  const layouts = onnxUses(named, nodes);
  const byName = new Map(stored.map((tensor) => [tensor.info.name, tensor]));
  const graph = graphOf(new Set(byName.keys()), nodes);
  const modelUses = onnxModelUses(graph, inputs);
  const layerUses = onnxLayerUses(graph, await readPads(graph, byName));
  const quantisations = onnxQuantisations(nodes);
  const scaling = new Set([...quantisations.values()].flatMap(({ scale, zeroPoint }) => [scale, zeroPoint]));
  const complete = stored.map((tensor) => {
    if (scaling.has(tensor.info.name)) return { ...tensor, role: 'it scales a quantised tensor' };
    const layout = layouts.get(tensor.info.name);
    const modelUse = modelUses.get(tensor.info.name);
    const layerUse = layerUses.get(tensor.info.name);
    const quantisation = quantisations.get(tensor.info.name);
    const readable = quantisation === undefined ? tensor : dequantised(tensor, quantisation, byName);
    return {
      ...readable,
      ...(layout === undefined ? {} : { layout }),
      ...(modelUse === undefined && layerUse === undefined ? {} : { use: { ...modelUse, ...layerUse } }),
    };
  });
  return { format: 'onnx', description: 'ONNX', metadata, tensors: complete };
}

async function readModel(
  reader: RangeReader,
  wrong: (message: string) => UserError,
): Promise<{ readonly field: Field; readonly metadata: Record<string, string> }> {
  const messages = new ProtobufReader(reader, wrong);
  const metadata: Record<string, string> = {};
  let graph: Field | undefined;
  for await (const field of messages.fields(0, reader.size)) {
    if (field.number === MODEL.graph && field.wireType === 2) graph = field;
    else if (field.number === MODEL.irVersion) metadata['IR version'] = String(field.value);
    else if (field.number === MODEL.producer) metadata.producer = await messages.text(field);
    else if (field.number === MODEL.producerVersion)
      metadata['producer version'] = await messages.text(field);
  }
  if (graph === undefined) throw wrong('It holds no graph.');
  return { field: graph, metadata };
}

async function readGraph(reader: RangeReader, graph: Field, wrong: (message: string) => UserError) {
  const messages = new ProtobufReader(reader, wrong);
  const tensors: OnnxTensor[] = [];
  const nodes: OnnxNode[] = [];
  const sparse: OnnxSparseTensor[] = [];
  const inputs = new Map<string, readonly number[]>();
  for await (const field of messages.fields(graph.offset, graph.offset + graph.length)) {
    if (field.wireType !== 2) continue;
    if (field.number === GRAPH.initializer) tensors.push(await readTensorMessage(messages, field, wrong));
    else if (field.number === GRAPH.node)
      nodes.push(await readNode(messages, field, { tensors, sparse }, wrong));
    else if (field.number === GRAPH.sparseInitializer)
      sparse.push(await readSparseMessage(messages, field, wrong));
    else if (field.number === GRAPH.input) {
      const { name, shape } = await readInput(messages, field);
      inputs.set(name, shape);
    }
    if (tensors.length + sparse.length > MOST || nodes.length > MOST)
      throw wrong(`It holds more than ${MOST} tensors or nodes.`);
  }
  return { tensors, sparse, nodes, inputs };
}

function rejectDuplicates(tensors: readonly NamedShape[], wrong: (message: string) => UserError): void {
  const names = new Set<string>();
  for (const { name, shape } of tensors) {
    if (names.has(name)) throw wrong(`It has two tensors named "${name}".`);
    names.add(name);
    if (!Number.isSafeInteger(sizeOf(shape)))
      throw wrong(`Tensor "${name}" has the shape [${shape.join(', ')}].`);
  }
}
