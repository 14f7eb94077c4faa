import * as z from 'zod';

/** Keras's names for the ways to draw a kernel. */
export const INITIALIZERS = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'orthogonal',
] as const;

export type InitializerName = (typeof INITIALIZERS)[number];

export const initializerName = z.enum(INITIALIZERS);

/**
 * Variance of a kernel's entries. Glorot: 2 / (in + out) (Glorot & Bengio 2010); He: 2 / in (arXiv:1502.01852);
 * LeCun: 1 / in (LeCun et al. 1998).
 * @param shape [in, out] or [height, width, in, out]
 */
export function kernelVariance(
  name: Exclude<InitializerName, 'orthogonal'>,
  shape: readonly number[],
): number {
  // Connections into and out of a unit: channels times the window.
  const window = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  const input = window * (shape.at(-2) as number);
  const output = window * (shape.at(-1) as number);
  if (name.startsWith('glorot')) return 2 / (input + output);
  return (name.startsWith('he') ? 2 : 1) / input;
}

/** The squared Frobenius norm that a kernel starts with, on average. An orthogonal one has min(rows, columns) unit vectors. */
export function kernelNormSquared(name: InitializerName, shape: readonly number[]): number {
  const size = shape.reduce((product, each) => product * each, 1);
  const columns = shape.at(-1) as number;
  return name === 'orthogonal' ? Math.min(columns, size / columns) : size * kernelVariance(name, shape);
}
