import type { TracedProgram } from '../traceProgram';
import { batchInnermost } from './batchInnermost';
import { carryFactors } from './carryFactors';
import { fastTransposes } from './fastTransposes';
import { flatReductions } from './flatReductions';
import { removeUnused } from './removeUnused';
import { squaredSums } from './squaredSums';
import { vectorSums } from './vectorSums';

/** In this order: unused parts would only be rewritten in vain, and the last pass takes away what the others left. */
const passes: readonly ((program: TracedProgram) => TracedProgram)[] = [
  removeUnused,
  batchInnermost,
  squaredSums,
  flatReductions,
  carryFactors,
  removeUnused,
  vectorSums,
  fastTransposes,
  removeUnused,
];

/** Rewrites a traced program into one that computes the same faster. */
export function optimise(program: TracedProgram): TracedProgram {
  return passes.reduce((result, pass) => pass(result), program);
}
