import type { TracedProgram } from '../traceProgram';
import { accumulatedProducts } from './accumulatedProducts';
import { batchInnermost } from './batchInnermost';
import { carryFactors } from './carryFactors';
import { fastTransposes } from './fastTransposes';
import { flatReductions } from './flatReductions';
import { gatedSums } from './gatedSums';
import { joinReshapes } from './joinReshapes';
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
  accumulatedProducts,
  joinReshapes,
  removeUnused,
];

/** Those with operations that onnxruntime has on the CPU beside the standard ones. */
const cpuPasses: typeof passes = [gatedSums, joinReshapes, removeUnused];

/**
 * Rewrites a traced program into one that computes the same faster.
 * @param onCpu whether onnxruntime's own CPU kernels will run it
 */
export function optimise(program: TracedProgram, onCpu = false): TracedProgram {
  return [...passes, ...(onCpu ? cpuPasses : [])].reduce((result, pass) => pass(result), program);
}
