import type { LocalizableText } from '../findings/finding';
import { localizable, numberText, percentText } from '../findings/finding';
import type { KernelMetrics } from './kernelMetrics';
import type { PowerLaw } from './powerLaw';
import { RELIABLE_EIGENVALUES } from './powerLaw';

/** How a layer looks at a glance, and why. */
export interface LayerState {
  readonly level: 'good' | 'watch' | 'bad' | 'unknown';
  readonly reason: LocalizableText;
}

/** Martin and Mahoney's range for well-trained layers, arXiv:1901.08276 and arXiv:2002.06716. */
export const ALPHA_RANGE = { overTrained: 2, underTrained: 6 } as const;
/** A larger distance between the tail and the law says that it is none. */
const POOR_FIT = 0.15;
/** Largest |sigma² - 1| of a kernel that counts as orthonormal. */
const ORTHONORMAL = 0.25;
/** A kernel that holds this part of what so many directions could hold has learned the data's directions. */
const CAPTURE = 0.7;
/** Of the smaller side; and from which side on it is told. */
const COLLAPSED = 0.02;
const COLLAPSE_SIDE = 32;

/**
 * Judges a layer by its numbers. The first that applies: nothing there, an orthonormal kernel, the data's directions,
 * a collapsed rank, alpha where it is reliable.
 */
export function layerState(
  metrics: KernelMetrics,
  powerLaw: PowerLaw | undefined,
  sides: { readonly rows: number; readonly columns: number },
): LayerState {
  const side = Math.min(sides.rows, sides.columns);
  if (metrics.largestSigma === 0) return bad(localizable('All values are zero.'));
  const { srip, dataCapture, pcaCeiling, stableRank } = metrics;
  if (typeof srip === 'number' && srip <= ORTHONORMAL && side > 1) {
    return good(localizable('Orthonormal: every sigma² is within {0} of 1.', numberText(srip)));
  }
  if (
    typeof dataCapture === 'number' &&
    typeof pcaCeiling === 'number' &&
    dataCapture >= CAPTURE * pcaCeiling
  ) {
    return good(
      localizable(
        "Holds {0} of the data's energy, of {1} that so many directions can hold.",
        percentText(dataCapture),
        percentText(pcaCeiling),
      ),
    );
  }
  if (typeof stableRank === 'number' && side >= COLLAPSE_SIDE && stableRank <= COLLAPSED * side) {
    return watch(
      localizable(
        'Stable rank {0} of {1}: few directions hold nearly all of the weight.',
        numberText(stableRank),
        side,
      ),
    );
  }
  return powerLaw === undefined
    ? unknown(localizable('Too few singular values differ from zero for a power-law fit.'))
    : alphaState(powerLaw);
}

function alphaState({ alpha, distance, eigenvalues, reliable }: PowerLaw): LayerState {
  const value = numberText(alpha);
  if (!reliable) {
    return unknown(
      localizable(
        '{0} eigenvalues: a power-law fit (alpha {1}) is unreliable below {2}.',
        eigenvalues,
        value,
        RELIABLE_EIGENVALUES,
      ),
    );
  }
  if (distance > POOR_FIT) {
    return unknown(
      localizable(
        'The eigenvalues follow no power law: alpha {0}, distance {1}.',
        value,
        numberText(distance),
      ),
    );
  }
  if (alpha < ALPHA_RANGE.overTrained) {
    return bad(
      localizable(
        'alpha {0} is below {1}: over-trained, or dominated by a few directions.',
        value,
        ALPHA_RANGE.overTrained,
      ),
    );
  }
  if (alpha > ALPHA_RANGE.underTrained) {
    return watch(
      localizable(
        'alpha {0} is above {1}: under-trained, close to a random matrix.',
        value,
        ALPHA_RANGE.underTrained,
      ),
    );
  }
  return good(
    localizable(
      'alpha {0} is within {1} and {2}, as of well-trained layers.',
      value,
      ALPHA_RANGE.overTrained,
      ALPHA_RANGE.underTrained,
    ),
  );
}

/** The state of a layer whose numbers could not be computed. */
export function unknown(reason: LocalizableText): LayerState {
  return { level: 'unknown', reason };
}

function good(reason: LocalizableText): LayerState {
  return { level: 'good', reason };
}

function watch(reason: LocalizableText): LayerState {
  return { level: 'watch', reason };
}

function bad(reason: LocalizableText): LayerState {
  return { level: 'bad', reason };
}
