import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Matrix } from '../matrices';
import { makeMatrix } from '../matrices';

/** A matrix that can be made again, anywhere. */
export interface Recipe {
  readonly kind: string;
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
}

/** Every kind of trouble in both orientations and as vectors. */
export const RECIPES: readonly Recipe[] = [
  ...[
    'random',
    'rankDeficient',
    'clustered',
    'graded',
    'tiny',
    'huge',
    'zero',
    'flat',
    'rankOne',
    'steep',
  ].flatMap((kind) => [
    { kind, rows: 72, columns: 50, seed: 11 },
    { kind, rows: 45, columns: 64, seed: 12 },
    { kind, rows: 52, columns: 52, seed: 13 },
  ]),
  { kind: 'random', rows: 1, columns: 300, seed: 14 },
  { kind: 'random', rows: 300, columns: 1, seed: 15 },
  { kind: 'random', rows: 1, columns: 1, seed: 16 },
  { kind: 'zero', rows: 1, columns: 40, seed: 17 },
  { kind: 'gradedUpwards', rows: 60, columns: 48, seed: 18 },
  { kind: 'gradedRows', rows: 48, columns: 60, seed: 19 },
];

export const make = ({ kind, rows, columns, seed }: Recipe): Matrix => makeMatrix(kind, rows, columns, seed);

export interface LapackSvd {
  readonly s: Float64Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** LAPACK's SVDs, or undefined where there is no Python with numpy. */
export function lapack(
  matrices: readonly Matrix[],
): { readonly numpy: string; readonly svds: LapackSvd[] } | undefined {
  const python = ['python3', '/usr/bin/python3'].find((interpreter) => hasNumpy(interpreter));
  if (python === undefined) return undefined;
  const input = matrices.map(({ values, rows, columns }) =>
    JSON.stringify({ rows, columns, values: encode(values) }),
  );
  const output = execFileSync(python, [path.resolve('test', 'fixtures', 'svd', 'lapack.py')], {
    input: input.join('\n'),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    // Its threads spin, which takes long beside other tests.
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
  const [version, ...lines] = output.trim().split('\n');
  const { numpy } = JSON.parse(version!) as { numpy: string };
  const svds = lines.map((line) => {
    const { s, u, v } = JSON.parse(line) as Record<'s' | 'u' | 'v', string>;
    return { s: decode(s), u: decode(u), v: decode(v) };
  });
  return { numpy, svds };
}

function hasNumpy(interpreter: string): boolean {
  try {
    execFileSync(interpreter, ['-c', 'import numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const encode = (values: Float64Array) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

export function decode(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
