import { ColourBar } from '../../components/images/ColourBar';
import { Gallery } from '../../components/images/Gallery';
import type { PixelPlan } from '../../components/images/pixelPlan';
import { unitVectorRange } from '../../components/images/valueScale';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import type { Cluster } from './clusters';
import { clusterOf } from './clusters';
import type { ColourRange } from './DirectionPicture';
import { DirectionPicture } from './DirectionPicture';
import { percentText, sigmaName } from './directionText';
import type { Directions } from './directions';
import { vectorAt } from './directions';
import type { Tracked } from './matching';

const PICTURE = { width: 84, height: 84 };
const WIDE = { width: 256, height: 36 };
const TEXT_HEIGHT = 44;

export interface DirectionGalleryProps {
  readonly directions: Directions;
  readonly tracked: Tracked;
  readonly order: readonly number[];
  readonly clusters: readonly Cluster[];
  readonly colours: ColourRange;
  readonly plan: PixelPlan;
  readonly inputsShown: boolean;
  /** Place of the chosen direction, or -1. */
  readonly selected: number;
  onSelect(place: number): void;
}

/** The vectors of one space as pictures, in the order chosen. */
export function DirectionGallery(props: DirectionGalleryProps) {
  const { directions, tracked, order, clusters, colours, plan, inputsShown, selected, onSelect } = props;
  const { sigma, energy, kept } = directions;
  const box = plan.aspect === 1 ? PICTURE : WIDE;
  const vectors = inputsShown ? directions.inputs : (directions.outputs ?? directions.inputs);
  const at = order.indexOf(selected);
  return (
    <>
      {colours === 'fixed' && (
        <ColourBar
          table="diverging"
          range={unitVectorRange(vectors.length)}
          label={t('entries of the unit vectors')}
        />
      )}
      <Gallery
        label={inputsShown ? t('Vectors u of the input space') : t('Vectors v of the output space')}
        count={order.length}
        itemWidth={box.width + 16}
        itemHeight={box.height + TEXT_HEIGHT}
        rowsAtMost={3}
        selected={at < 0 ? undefined : at}
        onSelect={(item) => onSelect(order[item]!)}
        render={(item) => {
          const place = order[item]!;
          const number = kept[place]!;
          const isClustered = clusterOf(clusters, number) !== undefined;
          return (
            <>
              <DirectionPicture
                plan={plan}
                vector={vectorAt(vectors, place)}
                sign={tracked.signs[place]!}
                colours={colours}
                box={box}
                label={inputsShown ? t('u of {0}', sigmaName(number)) : t('v of {0}', sigmaName(number))}
              />
              <span class="gallery-sigma">
                <span class="muted">{sigmaName(number)}</span> {formatNumber(sigma[number]!)}
                {isClustered && <span title={t('nearly equal to its neighbours')}> ≈</span>}
              </span>
              <span class="muted">{energy === undefined ? ' ' : percentText(energy[number]!)}</span>
            </>
          );
        }}
      />
    </>
  );
}
