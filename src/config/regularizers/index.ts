import { ort } from './ort';
import { rr, rrLocal } from './rr';
import { weissi } from './weissi';

/**
 * Every regularizer that a mode can name, with its options; a new one is a file beside this one, its twin in
 * src/regularization/, and a line in each index.
 */
export const regularizerSchemas = {
  rr: rr.prefault({}),
  'rr-local': rrLocal.prefault({}),
  ort: ort.prefault({}),
  weissi: weissi.prefault({}),
};

export type RegularizerName = keyof typeof regularizerSchemas;

export const REGULARIZERS = Object.keys(regularizerSchemas) as readonly RegularizerName[];
