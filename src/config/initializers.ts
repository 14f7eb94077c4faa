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
