/** Element types of ONNX tensors that the traced programs need. */
export type ElementType = 'float32' | 'int64' | 'bool';

export interface ValueInfo {
  readonly shape: readonly number[];
  readonly type: ElementType;
}

/** An attribute of a node: a whole number, a float, or a list of whole numbers. */
export type Attribute =
  { readonly int: number } | { readonly float: number } | { readonly ints: readonly number[] };
export type Attributes = Readonly<Record<string, Attribute>>;

/** Operations that onnxruntime has beside those of the standard. */
export const RUNTIME_OPERATIONS: ReadonlySet<string> = new Set(['GatedAdd']);

/** An operation of the standard ONNX set, or one of RUNTIME_OPERATIONS, on named values. */
export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

export interface Constant extends ValueInfo {
  readonly data: Float32Array | BigInt64Array | Uint8Array;
}

/**
 * A static graph while it is built: nodes in an order in which they can run, constants, and the shape of every value.
 * The same operation on the same inputs is made once.
 */
export class Graph {
  readonly nodes: GraphNode[] = [];
  readonly constants = new Map<string, Constant>();
  readonly values = new Map<string, ValueInfo>();
  private readonly made = new Map<string, string>();
  private count = 0;

  /** @returns the name, once it is known */
  input(name: string, info: ValueInfo): string {
    this.values.set(name, info);
    return name;
  }

  /** Adds an operation with one output, or finds the one that is there. */
  apply(
    op: string,
    inputs: readonly string[],
    shape: readonly number[],
    attributes: Attributes = {},
    type: ElementType = 'float32',
  ): string {
    const key = `${op}(${inputs.join()})${JSON.stringify(attributes)}${shape.join()}`;
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const output = `t${this.count++}`;
    this.nodes.push({ op, inputs, outputs: [output], attributes });
    this.values.set(output, { shape, type });
    this.made.set(key, output);
    return output;
  }

  /** A number that broadcasts with anything. */
  scalar(value: number): string {
    return this.constant(`scalar ${value}`, { shape: [], type: 'float32', data: Float32Array.of(value) });
  }

  /** A list of whole numbers, such as a shape or axes. */
  integers(values: readonly number[], name = `integers ${values.join()}`): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.constant(name, { shape: [values.length], type: 'int64', data });
  }

  /** @param name the same for the same content */
  constant(name: string, constant: Constant): string {
    if (!this.constants.has(name)) {
      this.constants.set(name, constant);
      this.values.set(name, constant);
    }
    return name;
  }

  /** A name for a constant that has none. */
  freshName(): string {
    return `c${this.count++}`;
  }

  shapeOf(name: string): readonly number[] {
    const info = this.values.get(name);
    if (info === undefined) throw new Error(`the graph has no value ${name}`);
    return info.shape;
  }

  /** The value of a constant with a single entry. */
  scalarOf(name: string): number | undefined {
    const constant = this.constants.get(name);
    return constant?.type === 'float32' && constant.shape.length === 0
      ? (constant.data[0] as number)
      : undefined;
  }

  /** The same value in another shape. */
  reshape(name: string, shape: readonly number[]): string {
    if (this.shapeOf(name).join() === shape.join()) return name;
    return this.apply('Reshape', [name, this.integers(shape)], shape, {}, this.values.get(name)!.type);
  }
}
