import type { PixelPlan } from '../../components/images/pixelPlan';
import { unitVectorRange } from '../../components/images/valueScale';
import type { Sheet } from '../../figures/sheet';
import { inRows } from '../../figures/sheet';
import type { FigureTexts } from '../../figures/svg';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import type { ColourRange } from './DirectionPicture';
import { directionRange } from './DirectionPicture';
import { percentText, sigmaName } from './directionText';

/** Pictures in a row of an exported gallery. */
const IMAGES_ACROSS = 8;
const STRIPS_ACROSS = 3;

/** A singular vector with what is said of it. */
export interface ShownVector {
  /** Of its singular value, from 0. */
  readonly number: number;
  readonly sigma: number;
  /** Share of the data's energy along it, where that is known. */
  readonly energy: number | undefined;
  /** With the sign that it is drawn with. */
  readonly values: Float32Array;
}

/** What a gallery of one space of a layer's singular vectors is called. */
export function vectorsTitle(layer: string, areInputs: boolean): string {
  return areInputs
    ? t('Singular vectors of {0}, input space', layer)
    : t('Singular vectors of {0}, output space', layer);
}

/** A gallery of singular vectors of one space as a figure. */
export function vectorSheet(
  vectors: readonly ShownVector[],
  plan: PixelPlan,
  colours: ColourRange,
  texts: FigureTexts,
): Sheet {
  const cells = vectors.map(({ number, sigma, energy, values }) => [
    {
      ...{ plan, values, range: directionRange(values, colours), table: 'diverging' as const },
      captions: [
        `${sigmaName(number)} ${formatNumber(sigma)}`,
        ...(energy === undefined || Number.isNaN(energy) ? [] : [percentText(energy)]),
      ],
    },
  ]);
  const length = vectors[0]?.values.length;
  return {
    ...texts,
    bars:
      colours === 'own' || length === undefined
        ? []
        : [{ table: 'diverging', range: unitVectorRange(length), label: t('entries of the unit vectors') }],
    heads: [],
    rows: inRows(cells, plan.aspect === 1 ? IMAGES_ACROSS : STRIPS_ACROSS).map((row) => ({ cells: row })),
  };
}
