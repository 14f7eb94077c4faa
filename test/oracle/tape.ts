/**
 * A small reverse-mode automatic differentiation in float64, for tests only. It shares no code with the product, so
 * that the two check each other. A Value remembers what it was made from; `gradients` walks back from a scalar.
 */
export class Value {
  /** Derivative of the scalar under way, added up by the values made from this one. */
  private adjoint: Float64Array | undefined;
  readonly differentiable: boolean;

  /**
   * @param data     row by row, shape.reduce(×) values
   * @param parents  what it was made from
   * @param back     given this value's gradient, adds to the gradients of the parents
   */
  constructor(
    readonly shape: readonly number[],
    readonly data: Float64Array,
    readonly parents: readonly Value[] = [],
    readonly back?: (gradient: Float64Array) => void,
    leaf = false,
  ) {
    if (elementCount(shape) !== data.length) {
      throw new Error(`A shape of [${shape.join(', ')}] does not hold ${data.length} values.`);
    }
    this.differentiable = leaf || parents.some((parent) => parent.differentiable);
  }

  /** The gradient so far, to be added to; undefined where nobody needs it. */
  get gradient(): Float64Array | undefined {
    if (!this.differentiable) return undefined;
    this.adjoint ??= new Float64Array(this.data.length);
    return this.adjoint;
  }

  clearGradient(): void {
    this.adjoint = undefined;
  }

  /** The value of a scalar. */
  item(): number {
    if (this.data.length !== 1) throw new Error(`[${this.shape.join(', ')}] is no scalar.`);
    return this.data[0]!;
  }
}

export function constant(shape: readonly number[], data: ArrayLike<number>): Value {
  return new Value(shape, Float64Array.from(data));
}

export function scalar(value: number): Value {
  return constant([], [value]);
}

/** A value that gradients are wanted of. */
export function variable(shape: readonly number[], data: ArrayLike<number>): Value {
  return new Value(shape, Float64Array.from(data), [], undefined, true);
}

/** d loss / d variable for each variable; zeros where the loss does not depend on it. */
export function gradients(loss: Value, variables: readonly Value[]): Float64Array[] {
  loss.item();
  const order = topologicalOrder(loss);
  for (const value of [...order, ...variables]) value.clearGradient();
  loss.gradient?.fill(1);
  for (const value of order.reverse()) {
    if (value.gradient !== undefined) value.back?.(value.gradient);
  }
  return variables.map((value) => value.gradient!.slice());
}

/** Every value that the loss was made from, parents first. */
function topologicalOrder(loss: Value): Value[] {
  const seen = new Set<Value>();
  const order: Value[] = [];
  const visit = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    value.parents.forEach(visit);
    order.push(value);
  };
  visit(loss);
  return order;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}
