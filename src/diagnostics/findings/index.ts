import { dataEnergy } from './dataEnergy';
import { divergence } from './divergence';
import type { Finding } from './finding';
import { lossFlat } from './lossFlat';
import { orthogonal } from './orthogonal';
import { oscillation } from './oscillation';
import { overfitting } from './overfitting';
import { penaltyDominates } from './penaltyDominates';
import { penaltyVanishes } from './penaltyVanishes';
import { rankCollapse } from './rankCollapse';
import { reversePath } from './reversePath';
import { reverseUnlearned } from './reverseUnlearned';
import type { RunEvidence } from './runEvidence';

/** Looks for one thing in a run's numbers; nothing without evidence. */
export type Rule = (run: RunEvidence) => Finding[];

/** In the order in which they are told among findings of one severity. */
export const RULES: readonly Rule[] = [
  divergence,
  lossFlat,
  oscillation,
  penaltyDominates,
  penaltyVanishes,
  overfitting,
  reversePath,
  reverseUnlearned,
  rankCollapse,
  dataEnergy,
  orthogonal,
];

/** What the numbers of a run show, warnings first. */
export function findingsOf(run: RunEvidence): Finding[] {
  const findings = RULES.flatMap((rule) => rule(run));
  return [
    ...findings.filter(({ severity }) => severity === 'warning'),
    ...findings.filter(({ severity }) => severity === 'information'),
  ];
}
