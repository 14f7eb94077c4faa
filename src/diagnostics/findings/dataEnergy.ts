import type { Finding } from './finding';
import { localizable, numberText, percentText } from './finding';
import type { RunEvidence } from './runEvidence';
import { layerPath, smallerSide } from './runEvidence';
import { newest } from './series';

/** A fifth: a kernel that knows nothing of the data has about 1 / inputs of their energy along each direction. */
const SHARE = 0.2;
/** Concentrated: the kernel's own weight lies on at most this part of the directions that it could use. */
const RANK_SHARE = 0.1;
/** With fewer directions a small stable rank says nothing. */
const DIRECTIONS = 16;

/**
 * A kernel has turned one direction towards the data and put most of its weight there: max_j ‖X u_j‖² / ‖X‖²_F is large
 * and the stable rank Σσ² / σ²max small. That is what the reverse pass brings about, so it is told, not warned of.
 */
export function dataEnergy(run: RunEvidence): Finding[] {
  return run.layers.flatMap((layer) => {
    const { name } = layer;
    const [energy] = newest(run, run.layerColumn(name, 'topDataEnergy'), 1);
    const [rank] = newest(run, run.layerColumn(name, 'stableRank'), 1);
    const side = smallerSide(layer);
    if (energy === undefined || rank === undefined || side < DIRECTIONS) return [];
    if (energy.value < SHARE || rank.value > RANK_SHARE * side) return [];
    return [
      {
        rule: 'data-energy',
        severity: 'information',
        layer: name,
        message: localizable(
          "{0}: {1} of the data's energy in one direction; stable rank {2} of {3}",
          name,
          percentText(energy.value),
          numberText(rank.value),
          side,
        ),
        reason: localizable(
          'The kernel has turned towards one direction of its input and put most of its weight there. The reverse pass does that; in other modes it means that the layer uses few features.',
        ),
        numbers: { topDataEnergy: energy.value, stableRank: rank.value, directions: side },
        step: energy.step,
        path: layerPath(run, name),
      },
    ];
  });
}
