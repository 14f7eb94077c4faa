import { add, conv2d, matMul, mul, relu, reshape, square, step, sub, sum } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TracedProgram } from '../../../src/engines/trace/traceProgram';
import { prepareTracing, traceProgram, UntraceableProgram } from '../../../src/engines/trace/traceProgram';
import { accumulatedProducts } from '../../../src/engines/trace/passes/accumulatedProducts';
import { batchInnermost } from '../../../src/engines/trace/passes/batchInnermost';
import { carryFactors } from '../../../src/engines/trace/passes/carryFactors';
import { fastTransposes } from '../../../src/engines/trace/passes/fastTransposes';
import { flatReductions } from '../../../src/engines/trace/passes/flatReductions';
import { gatedSums } from '../../../src/engines/trace/passes/gatedSums';
import { joinReshapes } from '../../../src/engines/trace/passes/joinReshapes';
import { removeUnused } from '../../../src/engines/trace/passes/removeUnused';
import { squaredSums } from '../../../src/engines/trace/passes/squaredSums';
import { vectorSums } from '../../../src/engines/trace/passes/vectorSums';
import { encodeModel } from '../../../src/engines/onnx/model';
import { loopNames, singleGraph } from '../../../src/engines/onnx/loop';
import { loadRuntime } from '../../../src/engines/onnx/runtime';
import type { NamedTensors } from '../../../src/network/network';
import { Random } from '../../../src/random/random';
import { relativeDifference } from '../support/numbers';

beforeAll(prepareTracing);

type Shapes = Readonly<Record<string, readonly number[]>>;

function trace(shapes: Shapes, run: (inputs: NamedTensors) => NamedTensors): TracedProgram {
  return traceProgram({ name: 'test', run: (_state, inputs) => ({ outputs: run(inputs) }) }, {}, shapes);
}

/** Names of the operations, in their order. */
const ops = ({ graph }: TracedProgram) => graph.nodes.map(({ op }) => op);

/** The outputs of a traced program on random inputs, by onnxruntime. */
async function outputs(program: TracedProgram, shapes: Shapes): Promise<Record<string, Float32Array>> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const graph = singleGraph(program);
  const session = await InferenceSession.create(encodeModel(graph, 'test'), {
    graphOptimizationLevel: 'disabled',
  });
  const feeds = Object.entries(program.inputs).map(([name, value]) => {
    const size = shapes[name]!.reduce((product, side) => product * side, 1);
    const random = new Random('passes', name);
    return [
      value,
      new Tensor(
        'float32',
        Float32Array.from({ length: size }, () => random.normal()),
        [...shapes[name]!],
      ),
    ];
  });
  const results = await session.run(Object.fromEntries(feeds) as Record<string, InstanceType<typeof Tensor>>);
  await session.release();
  return Object.fromEntries(
    Object.keys(program.outputs).map((name) => [name, results[loopNames.output(name)]!.data as Float32Array]),
  );
}

/** A pass leaves the results as they were, but for rounding. */
async function expectSameResults(
  shapes: Shapes,
  run: (inputs: NamedTensors) => NamedTensors,
  pass: (p: TracedProgram) => TracedProgram,
) {
  const before = await outputs(trace(shapes, run), shapes);
  const after = await outputs(pass(trace(shapes, run)), shapes);
  for (const [name, expected] of Object.entries(before)) {
    expect(relativeDifference(after[name]!, expected), name).toBeLessThan(1e-5);
  }
}

describe('a traced program', () => {
  it('has the same operation on the same inputs once', () => {
    const program = trace({ x: [3] }, ({ x }) => ({ y: add(relu(x!), relu(x!)) }));
    expect(ops(program)).toEqual(['Relu', 'Add']);
  });

  it('has no operation for what is known beforehand', () => {
    const program = trace({ x: [3] }, ({ x }) => ({ y: add(mul(x!, 1), mul(mul(2, 3), 0)) }));
    expect(ops(program)).toEqual([]);
  });

  it('may not read a value back, and the error names the program', () => {
    expect(() => trace({ x: [3] }, ({ x }) => ({ y: mul(x!, x!.dataSync()[0]!) }))).toThrow(
      UntraceableProgram,
    );
    expect(() => trace({ x: [3] }, ({ x }) => ({ y: mul(x!, x!.dataSync()[0]!) }))).toThrow(
      /"test".*read a value back/,
    );
  });
});

describe('the pass', () => {
  it('removeUnused drops what no result needs', () => {
    const program = removeUnused(trace({ x: [3] }, ({ x }) => (relu(mul(x!, 5)), { y: square(x!) })));
    expect(ops(program)).toEqual(['Mul']);
    expect([...program.graph.constants.keys()]).toEqual([]);
  });

  it('carryFactors puts factors into products of matrices, through sums, reductions and reshapes', async () => {
    const shapes = { a: [4, 5], b: [5, 6] };
    const run = ({ a, b }: NamedTensors) => {
      const scaled = mul(add(mul(a!, 3), mul(a!, 3)), -0.5);
      return { product: matMul(scaled as Tensor2D, b as Tensor2D), total: sum(mul(b!, 4)) };
    };
    const program = removeUnused(carryFactors(trace(shapes, run)));
    expect(ops(program)).toEqual(['Add', 'Gemm', 'ReduceSum', 'Mul']);
    expect(program.graph.nodes.find(({ op }) => op === 'Gemm')!.attributes.alpha).toEqual({ float: -1.5 });
    await expectSameResults(shapes, run, carryFactors);
  });

  it('carryFactors multiplies the smaller operand where two factors meet', async () => {
    const shapes = { large: [50, 4], small: [4] };
    const run = ({ large, small }: NamedTensors) => ({ y: relu(sub(mul(large!, 3), mul(small!, 2))) });
    await expectSameResults(shapes, run, carryFactors);
    const muls = carryFactors(trace(shapes, run)).graph;
    const sizes = muls.nodes
      .filter(({ op }) => op === 'Mul')
      .map(({ outputs: [name] }) => muls.shapeOf(name!).join());
    expect(sizes).toContain('4');
  });

  it('carryFactors multiplies nothing for a comparison with zero', async () => {
    const shapes = { x: [4, 5] };
    const run = ({ x }: NamedTensors) => ({ y: step(mul(x!, 3), 0) });
    expect(ops(removeUnused(carryFactors(trace(shapes, run))))).toEqual(['HardSigmoid']);
    await expectSameResults(shapes, run, carryFactors);
  });

  it('carryFactors makes a product anew with the factor that its sum needs, once, also for whoever reads it later', async () => {
    const shapes = { a: [4, 6], b: [4, 5], c: [5, 6], d: [6, 3] };
    const run = ({ a, b, c, d }: NamedTensors) => {
      const product = matMul(b as Tensor2D, c as Tensor2D);
      const together = add(mul(a!, 0.25), product);
      return { y: matMul(together as Tensor2D, d as Tensor2D), total: sum(product) };
    };
    const program = removeUnused(carryFactors(trace(shapes, run)));
    expect(ops(program)).toEqual(['Gemm', 'Add', 'Gemm', 'ReduceSum', 'Mul']);
    expect(program.graph.nodes[0]!.attributes.alpha).toEqual({ float: 4 });
    await expectSameResults(shapes, run, carryFactors);
  });

  it('carryFactors makes it once where one sum reads it twice', async () => {
    const shapes = { b: [4, 5], c: [5, 6] };
    const run = ({ b, c }: NamedTensors) => {
      const product = matMul(b as Tensor2D, c as Tensor2D);
      return { y: relu(sub(product, mul(sum(product, 0), 0.25))) };
    };
    expect(ops(removeUnused(carryFactors(trace(shapes, run)))).filter((op) => op === 'Gemm')).toHaveLength(1);
    await expectSameResults(shapes, run, carryFactors);
  });

  it('carryFactors multiplies the small operand of a product', async () => {
    const shapes = { x: [50, 4], y: [50, 4], small: [4] };
    const run = ({ x, y, small }: NamedTensors) => ({ z: relu(sub(y!, mul(mul(x!, small!), 0.3))) });
    const { graph } = removeUnused(carryFactors(trace(shapes, run)));
    const muls = graph.nodes
      .filter(({ op }) => op === 'Mul')
      .map(({ outputs }) => graph.shapeOf(outputs[0]!));
    expect(muls).toEqual([[4], [50, 4]]);
    await expectSameResults(shapes, run, carryFactors);
  });

  it('vectorSums gives sums of rows as vectors, with their factors', async () => {
    const shapes = { x: [9, 4] };
    const run = ({ x }: NamedTensors) => ({ mean: mul(sum(x!, 0), 1 / 9), kept: sum(x!, 0, true) });
    const pass = (program: TracedProgram) => vectorSums(carryFactors(flatReductions(program)));
    expect(ops(removeUnused(pass(trace(shapes, run))))).toContain('MatMul');
    await expectSameResults(shapes, run, pass);
  });

  it('batchInnermost turns images that are made of vectors once, however often they meet a convolution', async () => {
    const shapes = { x: [3, 18], k: [2, 2, 2, 4] };
    const run = ({ x, k }: NamedTensors) => {
      const image = reshape(x!, [3, 3, 3, 2]);
      const convolved = (input: Tensor) => sum(conv2d(input as Tensor4D, k as Tensor4D, 1, 'valid'));
      return { y: add(convolved(relu(image)), convolved(square(image))) };
    };
    const program = removeUnused(batchInnermost(trace(shapes, run)));
    const swaps = program.graph.nodes.filter(
      ({ attributes }) => JSON.stringify(attributes.perm) === '{"ints":[3,1,2,0]}',
    );
    expect(swaps).toHaveLength(1);
    await expectSameResults(shapes, run, batchInnermost);
  });

  it('batchInnermost leaves no transpose between two convolutions', async () => {
    const shapes = { x: [3, 6, 6, 2], k1: [3, 3, 2, 4], k2: [3, 3, 4, 2], bias: [4] };
    const run = ({ x, k1, k2, bias }: NamedTensors) => {
      const hidden = relu(add(conv2d(x as Tensor4D, k1 as Tensor4D, 1, 'same'), bias!));
      return { y: conv2d(hidden as Tensor4D, k2 as Tensor4D, 2, 'valid'), means: sum(hidden, [0, 1, 2]) };
    };
    const swaps = (program: TracedProgram) =>
      program.graph.nodes.filter(
        ({ op, attributes }) => op === 'Transpose' && JSON.stringify(attributes.perm).includes('3,1,2,0'),
      ).length;
    expect(swaps(trace(shapes, run))).toBe(4);
    expect(swaps(removeUnused(batchInnermost(trace(shapes, run))))).toBe(2);
    await expectSameResults(shapes, run, batchInnermost);
    await expectSameResults(shapes, run, (program) => fastTransposes(batchInnermost(program)));
  });

  it('squaredSums makes a sum of squares one product', async () => {
    const shapes = { x: [7, 5] };
    const run = ({ x }: NamedTensors) => ({ y: sum(square(x!)), untouched: sum(square(x!), 0) });
    expect(ops(squaredSums(trace(shapes, run)))).toContain('Gemm');
    await expectSameResults(shapes, run, squaredSums);
  });

  it('flatReductions sums over leading dimensions by products with ones, and over very many rows as a matrix', async () => {
    const shapes = { x: [3, 4, 2], long: [5000, 2] };
    const run = ({ x, long }: NamedTensors) => ({ y: sum(x!, [0, 1]), z: sum(long!, 0), w: sum(x!, 2) });
    expect(ops(flatReductions(trace(shapes, run))).filter((op) => op === 'Gemm')).toHaveLength(1);
    await expectSameResults(shapes, run, flatReductions);
  });

  it('gatedSums adds a multiple in one pass, by a known number, a computed one, or one a row', async () => {
    const shapes = { x: [6, 20], y: [6, 20], v: [20], number: [], rows: [6, 1] };
    const run = ({ x, y, v, number, rows }: NamedTensors) => ({
      known: add(mul(x!, 0.9), y!),
      computed: sub(x!, mul(y!, mul(number!, 3))),
      ofRows: sub(x!, mul(y!, rows!)),
      vector: add(v!, mul(square(v!), number!)),
    });
    const program = removeUnused(gatedSums(trace(shapes, run)));
    expect(ops(program).filter((op) => op === 'GatedAdd')).toHaveLength(4);
    expect(ops(program)).not.toContain('Add');
    await expectSameResults(shapes, run, gatedSums);
  });

  it('gatedSums leaves alone what is read elsewhere, short rows, and sums that widen an operand', async () => {
    const shapes = { x: [6, 20], small: [6, 3], v: [20], number: [] };
    const run = ({ x, small, v, number }: NamedTensors) => {
      const multiple = mul(x!, number!);
      return {
        multiple,
        readTwice: add(multiple, square(x!)),
        short: add(mul(small!, 2), square(small!)),
        widened: add(x!, mul(v!, number!)),
        negative: sub(mul(x!, 3), square(x!)),
      };
    };
    expect(ops(gatedSums(trace(shapes, run)))).not.toContain('GatedAdd');
    await expectSameResults(shapes, run, gatedSums);
  });

  it('accumulatedProducts lets a product start from what is added to it or subtracted from it', async () => {
    const shapes = { a: [4, 5], b: [5, 6], c: [4, 6], image: [4, 3, 2] };
    const run = ({ a, b, c, image }: NamedTensors) => {
      const product = matMul(a as Tensor2D, b as Tensor2D);
      const other = matMul(square(a!) as Tensor2D, b as Tensor2D);
      return {
        two: add(product, other),
        difference: sub(matMul(a as Tensor2D, square(b!) as Tensor2D), c!),
        inAnotherShape: sub(reshape(matMul(relu(a!) as Tensor2D, b as Tensor2D), [4, 3, 2]), image!),
      };
    };
    const program = removeUnused(accumulatedProducts(trace(shapes, run)));
    expect(ops(program)).not.toContain('Add');
    expect(ops(program)).not.toContain('Sub');
    await expectSameResults(shapes, run, accumulatedProducts);
  });

  it('accumulatedProducts keeps a product that is read elsewhere, and one that is subtracted', async () => {
    const shapes = { a: [4, 5], b: [5, 6], c: [4, 6], bias: [6] };
    const run = ({ a, b, c, bias }: NamedTensors) => {
      const product = matMul(a as Tensor2D, b as Tensor2D);
      const second = matMul(square(a!) as Tensor2D, b as Tensor2D);
      const third = matMul(relu(a!) as Tensor2D, b as Tensor2D);
      return { product, twice: add(product, c!), subtracted: sub(c!, second), biased: add(third, bias!) };
    };
    const sums = ops(accumulatedProducts(trace(shapes, run))).filter((op) => op === 'Add' || op === 'Sub');
    expect(sums).toHaveLength(3);
    await expectSameResults(shapes, run, accumulatedProducts);
  });

  it('accumulatedProducts leaves sums of large matrices to all threads', () => {
    const program = trace({ a: [600, 1], b: [1, 600], c: [600, 600] }, ({ a, b, c }) => ({
      y: add(matMul(a as Tensor2D, b as Tensor2D), c!),
    }));
    expect(ops(accumulatedProducts(program))).toEqual(['Gemm', 'Add']);
  });

  it('joinReshapes makes one of changes of shape that follow one another, or none', () => {
    const shapes = { x: [2, 3, 4] };
    const program = trace(shapes, ({ x }) => ({ y: relu(x!) }));
    const { graph } = program;
    const [relued] = graph.nodes.map(({ outputs }) => outputs[0]!) as [string];
    const flat = graph.reshape(relued, [24]);
    const outputs = { back: graph.reshape(flat, [2, 3, 4]), other: graph.reshape(flat, [4, 6]) };
    const joined = removeUnused(joinReshapes({ ...program, outputs }));
    expect(ops(joined)).toEqual(['Relu', 'Reshape']);
    expect(joined.outputs.back).toBe(joined.graph.nodes[0]!.outputs[0]);
    expect(joined.graph.shapeOf(joined.outputs.other!)).toEqual([4, 6]);
  });
});
