import type { LocalizableText } from '../findings/finding';
import { localizable, numberText, percentText } from '../findings/finding';
import type { KernelMetrics } from './kernelMetrics';
import type { PowerLaw } from './powerLaw';
import { RELIABLE_EIGENVALUES } from './powerLaw';

/** How a layer looks at a glance, and why. */
export interface LayerState {
  readonly level: 'good' | 'watch' | 'bad' | 'unknown';
  readonly reason: LocalizableText;
  /** The metric that the reason tells of, where findings of a run may tell of it, too. */
  readonly about?: 'stableRank';
}

/** Martin and Mahoney's range for well-trained layers, arXiv:1901.08276 and arXiv:2002.06716. */
export const ALPHA_RANGE = { overTrained: 2, underTrained: 6 } as const;
/** A larger distance between the tail and the law says that it is none. */
export const POOR_FIT = 0.15;
/** Largest |sigma² - 1| of a kernel that counts as orthonormal. */
export const ORTHONORMAL = 0.25;
/**
 * A kernel has learned the data's directions that holds this part of what so many directions could hold beyond what
 * random ones do.
 */
const CAPTURE = 0.7;
/** Share of the input space from which on random directions hold too much of any data to tell. */
const MOST_OF_SPACE = 0.5;
/** Standard deviations above chance that no random kernel reaches. */
const BEYOND_CHANCE = 3;
/** Of the smaller side; and from which side on it is told. */
const COLLAPSED = 0.02;
const COLLAPSE_SIDE = 32;

/** What a layer's kernel W [rows, columns] = [inputs, outputs] is like. */
export interface KernelSides {
  readonly rows: number;
  readonly columns: number;
  /** Columns of U with a sigma that differs from zero, where that was counted; the smaller side by default. */
  readonly directions?: number;
}

/**
 * Judges a layer by its numbers. The first that applies: nothing there, an orthonormal kernel, the data's directions,
 * a collapsed rank, alpha where it is reliable.
 */
export function layerState(
  metrics: KernelMetrics,
  powerLaw: PowerLaw | undefined,
  sides: KernelSides,
): LayerState {
  const side = Math.min(sides.rows, sides.columns);
  if (metrics.largestSigma === 0) return bad(localizable('All values are zero.'));
  const { srip, dataCapture, pcaCeiling, stableRank } = metrics;
  if (typeof srip === 'number' && srip <= ORTHONORMAL && side > 1) {
    return good(localizable('Orthonormal: every sigma² is within {0} of 1.', numberText(srip)));
  }
  const { rows, directions = side } = sides;
  if (
    typeof dataCapture === 'number' &&
    typeof pcaCeiling === 'number' &&
    capturesData(dataCapture, pcaCeiling, directions, rows)
  ) {
    return good(
      localizable(
        "Holds {0} of the data's energy; so many directions can hold {1}, random ones hold {2}.",
        percentText(dataCapture),
        percentText(pcaCeiling),
        percentText(directions / rows),
      ),
    );
  }
  if (typeof stableRank === 'number' && side >= COLLAPSE_SIDE && stableRank <= COLLAPSED * side) {
    const reason = localizable(
      'Stable rank {0} of {1}: few directions hold nearly all of the weight.',
      numberText(stableRank),
      side,
    );
    return { ...watch(reason), about: 'stableRank' };
  }
  return powerLaw === undefined
    ? unknown(localizable('Too few singular values differ from zero for a power-law fit.'))
    : alphaState(powerLaw);
}

/**
 * Whether a kernel holds more of the data than chance gives it. Random directions, k of n, hold k/n of any data on
 * average; the share is spread widest for data along one line, as Beta(k/2, (n-k)/2) with the variance
 * 2k(n-k) / n²(n+2).
 */
function capturesData(capture: number, ceiling: number, directions: number, rows: number): boolean {
  const chance = directions / rows;
  if (chance >= MOST_OF_SPACE) return false;
  const spread = Math.sqrt((2 * chance * (1 - chance)) / (rows + 2));
  return capture - chance >= Math.max(CAPTURE * (ceiling - chance), BEYOND_CHANCE * spread);
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

/** The state of a layer that must be wrong. */
export function bad(reason: LocalizableText): LayerState {
  return { level: 'bad', reason };
}
