import { sizeOf } from '../../../config/networkPlan';
import type { Graph, GraphNode } from '../graph';

/** A value of a graph times a known number that has not been multiplied in yet. */
export interface Scaled {
  readonly name: string;
  readonly factor: number;
}

/**
 * Operations that move values, of which a factor may as well be given to the first input: op(f x) = f op(x). Not sums,
 * whose results are small enough to be multiplied themselves.
 */
const PASSES_ON = new Set(['Gather', 'Reshape', 'Slice', 'Transpose']);

/** A factor goes to the smaller operand of a product where that has at most this share of the product's entries. */
const SMALL = 1 / 4;

/**
 * Multiplies values of a graph that is being built by constants at the least cost: where nothing has read a product of
 * matrices yet it is made anew with the factor in it, and a product with something small has the small part multiplied.
 */
export class ScaledValues {
  private readonly makers = new Map<string, GraphNode>();
  private readonly readers = new Map<string, number>();
  private readonly replaced = new Map<string, Scaled>();
  private seen = 0;

  constructor(private readonly graph: Graph) {}

  /** The value as it is now, which may have been made anew with another factor. */
  current({ name, factor }: Scaled): Scaled {
    const other = this.replaced.get(name);
    return other === undefined
      ? { name, factor }
      : this.current({ name: other.name, factor: factor * other.factor });
  }

  /** Entries that are multiplied to give a value, without its factor, another one. */
  costOfFactor(value: Scaled): number {
    this.update();
    return this.cost(this.current(value).name, 0);
  }

  /**
   * The value of a name times a factor; the value's own factor is left out.
   * @returns its name
   */
  times(value: Scaled, factor: number): string {
    this.update();
    const { name, factor: own } = this.current(value);
    // Since it was asked for the value may have been made anew, a multiple of what it was.
    const rest = (factor * own) / value.factor;
    return rest === 1 ? name : this.multiply(name, rest, 0);
  }

  /** @param expected how many reads of the value there are that the change itself takes away */
  private cost(name: string, expected: number): number {
    const maker = this.makers.get(name);
    const whole = sizeOf(this.graph.shapeOf(name));
    if (maker === undefined) return whole;
    const small = this.smallOperand(maker);
    if (small !== undefined) return sizeOf(this.graph.shapeOf(maker.inputs[small]!));
    if ((this.readers.get(name) ?? 0) > expected) return whole;
    if (maker.op === 'Gemm') return 0;
    return PASSES_ON.has(maker.op) ? Math.min(whole, this.cost(maker.inputs[0]!, 1)) : whole;
  }

  private multiply(name: string, factor: number, expected: number): string {
    const { graph } = this;
    const whole = sizeOf(graph.shapeOf(name));
    if (this.cost(name, expected) < whole) {
      const maker = this.makers.get(name)!;
      const small = this.smallOperand(maker);
      if (small !== undefined) {
        const operands = maker.inputs.map((input, index) =>
          index === small ? this.product(input, factor) : input,
        );
        return this.again(maker, operands);
      }
      const changed =
        maker.op === 'Gemm'
          ? this.again(maker, maker.inputs, factor)
          : this.again(maker, [this.multiply(maker.inputs[0]!, factor, 1), ...maker.inputs.slice(1)]);
      this.replaced.set(name, { name: changed, factor: 1 / factor });
      return changed;
    }
    return this.product(name, factor);
  }

  private product(name: string, factor: number): string {
    return this.graph.apply('Mul', [name, this.graph.scalar(Math.fround(factor))], this.graph.shapeOf(name));
  }

  /** A node on other inputs, and for a product of matrices with one more factor. */
  private again({ op, outputs, attributes }: GraphNode, inputs: readonly string[], factor = 1): string {
    const alpha = attributes.alpha as { float: number } | undefined;
    const changed =
      op === 'Gemm' ? { ...attributes, alpha: { float: Math.fround(alpha!.float * factor) } } : attributes;
    return this.graph.apply(op, inputs, this.graph.shapeOf(outputs[0]!), changed);
  }

  /** Which operand of a product is much smaller than the product, if one is. */
  private smallOperand({ op, inputs, outputs }: GraphNode): number | undefined {
    if (op !== 'Mul') return undefined;
    const whole = sizeOf(this.graph.shapeOf(outputs[0]!));
    const small = inputs.findIndex((input) => sizeOf(this.graph.shapeOf(input)) <= SMALL * whole);
    return small < 0 ? undefined : small;
  }

  /** Takes note of the nodes that came since the last time. */
  private update(): void {
    const { nodes } = this.graph;
    for (; this.seen < nodes.length; this.seen++) {
      const node = nodes[this.seen]!;
      this.makers.set(node.outputs[0]!, node);
      for (const input of node.inputs) this.readers.set(input, (this.readers.get(input) ?? 0) + 1);
    }
  }
}
