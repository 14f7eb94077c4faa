import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bundledThread } from './support';

/** A process whose denormal numbers count as zero, as those of the trainer do, and the SVD of a matrix of such numbers. */
const PROGRAM = `
import { startDecompositions } from './src/decomposition/decompositions';
import { encodeModel } from './src/engines/onnx/model';
import { InferenceSession } from 'onnxruntime-node';

const decompositions = startDecompositions(process.argv[2], { eager: true });
// Made now: later they would be rounded to zero on their way into single precision.
const values = Float32Array.of(3e-42, 0, 0, 1e-42);
const port = (name) => ({ name, shape: [1], type: 'float32' });
const node = { op: 'Neg', inputs: ['x'], outputs: ['y'], attributes: {} };
const graph = { name: 'g', nodes: [node], constants: new Map(), inputs: [port('x')], outputs: [port('y')] };
InferenceSession.create(encodeModel(graph, 'test'), { extra: { session: { set_denormal_as_zero: '1' } } })
  .then(() => decompositions.singularValues({ values, rows: 2, columns: 2 }))
  .then((s) => {
    const smallest = Float64Array.of(5e-324, 2);
    console.log(JSON.stringify({ isFlushed: smallest[0] * smallest[1] === 0, s: [...s] }));
    return decompositions.close();
  });
`;

describe('a thread made before its process treats denormal numbers as zero', () => {
  it.runIf(process.arch === 'x64')('still computes with them', async () => {
    const thread = await bundledThread();
    const outfile = path.join(path.dirname(thread), 'program.js');
    await build({
      stdin: { contents: PROGRAM, resolveDir: process.cwd(), loader: 'js' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['onnxruntime-node'],
    });
    const { stdout } = await promisify(execFile)(process.execPath, [outfile, thread]);
    const { isFlushed, s } = JSON.parse(stdout) as { isFlushed: boolean; s: number[] };
    expect(isFlushed).toBe(true);
    expect(s).toEqual([Math.fround(3e-42), Math.fround(1e-42)]);
  });
});
