import type { Attribute, Attributes, Constant, ElementType, GraphNode } from '../trace/graph';
import { RUNTIME_OPERATIONS } from '../trace/graph';
import { ProtobufWriter } from './protobuf';

/** A value at the border of a graph. A dimension that is a text may have any size. */
export interface Port {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  /** What a traced graph computes with, or double precision. */
  readonly type: ElementType | 'float64';
}

/** A graph as ONNX has it. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** A node, perhaps with a name, and with a graph of its own: the body of a Loop. */
export interface OnnxNode extends GraphNode {
  readonly name?: string;
  readonly body?: OnnxGraph;
}

/** What a model file says of itself. */
export interface ModelDescription {
  readonly producer: string;
  readonly producerVersion?: string;
  /** For whoever opens it. */
  readonly text?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Field numbers and type codes: onnx.proto of ONNX 1.12, IR version 8. */
const IR_VERSION = 8;
const OPSET = 17;
/** The set of onnxruntime's own operations. */
const RUNTIME_SET = { domain: 'com.microsoft', version: 1 };
const TYPE_CODES: Readonly<Record<Port['type'], number>> = { float32: 1, int64: 7, bool: 9, float64: 11 };
const ATTRIBUTE_TYPES = { float: 1, int: 2, graph: 5, ints: 7 };

/** The bytes of an ONNX model file. */
export function encodeModel(graph: OnnxGraph, description: string | ModelDescription): Uint8Array {
  const about = typeof description === 'string' ? { producer: description } : description;
  const writer = new ProtobufWriter().varint(1, IR_VERSION).text(2, about.producer);
  if (about.producerVersion !== undefined) writer.text(3, about.producerVersion);
  if (about.text !== undefined) writer.text(6, about.text);
  writer.message(7, encodeGraph(graph));
  writer.message(8, new ProtobufWriter().text(1, '').varint(2, OPSET));
  if (usesRuntimeSet(graph)) {
    writer.message(8, new ProtobufWriter().text(1, RUNTIME_SET.domain).varint(2, RUNTIME_SET.version));
  }
  for (const [key, value] of Object.entries(about.metadata ?? {})) {
    writer.message(14, new ProtobufWriter().text(1, key).text(2, value));
  }
  return writer.finish();
}

function usesRuntimeSet({ nodes }: OnnxGraph): boolean {
  return nodes.some(
    ({ op, body }) => RUNTIME_OPERATIONS.has(op) || (body !== undefined && usesRuntimeSet(body)),
  );
}

function encodeGraph({ name, nodes, constants, inputs, outputs }: OnnxGraph): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const node of nodes) writer.message(1, encodeNode(node));
  writer.text(2, name);
  for (const [key, constant] of constants) writer.message(5, encodeTensor(key, constant));
  for (const port of inputs) writer.message(11, encodePort(port));
  for (const port of outputs) writer.message(12, encodePort(port));
  return writer;
}

function encodeNode({ op, name, inputs, outputs, attributes, body }: OnnxNode): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const input of inputs) writer.text(1, input);
  for (const output of outputs) writer.text(2, output);
  if (name !== undefined) writer.text(3, name);
  writer.text(4, op);
  for (const attribute of encodeAttributes(attributes)) writer.message(5, attribute);
  if (body !== undefined) {
    writer.message(
      5,
      new ProtobufWriter().text(1, 'body').message(6, encodeGraph(body)).varint(20, ATTRIBUTE_TYPES.graph),
    );
  }
  if (RUNTIME_OPERATIONS.has(op)) writer.text(7, RUNTIME_SET.domain);
  return writer;
}

function encodeAttributes(attributes: Attributes): ProtobufWriter[] {
  return Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value));
}

function encodeAttribute(name: string, value: Attribute): ProtobufWriter {
  const writer = new ProtobufWriter().text(1, name);
  if ('float' in value) return writer.float(2, value.float).varint(20, ATTRIBUTE_TYPES.float);
  if ('int' in value) return writer.varint(3, value.int).varint(20, ATTRIBUTE_TYPES.int);
  for (const each of value.ints) writer.varint(8, each);
  return writer.varint(20, ATTRIBUTE_TYPES.ints);
}

function encodeTensor(name: string, { shape, type, data }: Constant): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const size of shape) writer.varint(1, size);
  return writer.varint(2, TYPE_CODES[type]).text(8, name).raw(9, data);
}

function encodePort({ name, shape, type }: Port): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const size of shape) {
    const dimension = new ProtobufWriter();
    dimensions.message(1, typeof size === 'number' ? dimension.varint(1, size) : dimension.text(2, size));
  }
  const tensor = new ProtobufWriter().varint(1, TYPE_CODES[type]).message(2, dimensions);
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
}
