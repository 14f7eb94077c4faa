import type { Finding } from './finding';
import { localizable, numberText, percentText } from './finding';
import type { RunEvidence } from './runEvidence';
import { layerPath, smallerSide } from './runEvidence';
import { newest, oldest } from './series';

/** Trained kernels of ordinary networks keep more; Glorot's start has about half of the directions. */
const RANK_SHARE = 0.05;
/** It must be the training that did it. */
const PART_OF_START = 0.2;
const DIRECTIONS = 32;
/** From here on the direction is one that the data have: the rule data-energy tells of it. */
const DATA_SHARE = 0.2;

/**
 * A kernel's stable rank has collapsed, and the direction that is left is none of the data's large ones: all of the
 * layer's outputs go up and down together, for little of what the inputs hold.
 */
export function rankCollapse(run: RunEvidence): Finding[] {
  return run.layers.flatMap((layer) => {
    const { name } = layer;
    const ranks = run.layerColumn(name, 'stableRank');
    const [energy] = newest(run, run.layerColumn(name, 'topDataEnergy'), 1);
    const side = smallerSide(layer);
    const [last] = newest(run, ranks, 1);
    if (last === undefined || energy === undefined || side < DIRECTIONS) return [];
    const first = oldest(run, ranks, 1)[0]!.value;
    const isCollapsed = last.value <= RANK_SHARE * side && last.value <= PART_OF_START * first;
    if (!isCollapsed || energy.value >= DATA_SHARE) return [];
    return [
      {
        rule: 'rank-collapse',
        severity: 'warning',
        layer: name,
        message: localizable(
          "{0}: stable rank fell from {1} to {2} of {3}, with {4} of the data's energy at most in one direction",
          name,
          numberText(first),
          numberText(last.value),
          side,
          percentText(energy.value),
        ),
        reason: localizable(
          'Nearly all of the weight lies along one direction, and the data have little there. A smaller learning rate, a weaker penalty or fewer units may help.',
        ),
        numbers: { first, stableRank: last.value, directions: side, topDataEnergy: energy.value },
        step: last.step,
        path: layerPath(run, name),
      },
    ];
  });
}
