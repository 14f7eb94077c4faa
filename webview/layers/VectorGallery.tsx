import { useRef } from 'preact/hooks';
import type { LayerDetails, VectorPair } from '../../src/messages/layerMessages';
import { ColourBar } from '../components/images/ColourBar';
import { Gallery } from '../components/images/Gallery';
import { planFor } from '../components/images/pixelPlan';
import { stripLayout } from '../components/images/stripLayout';
import { useWidth } from '../components/images/useWidth';
import { unitVectorRange } from '../components/images/valueScale';
import { DirectionPicture } from '../dashboard/vectors/DirectionPicture';
import { percentText, sigmaName } from '../dashboard/vectors/directionText';
import { t } from '../page/l10n';
import { formatNumber } from '../page/numbers';
import { signOf } from './vectorSign';

const TEXT_HEIGHT = 44;
const PICTURE = 84;
/** In a narrow panel two pictures share the width: a picture of 28 x 28 gets four pixels a value there. */
const NARROW = 360;
const SCROLLBAR = 14;
const GAP = 12;

export interface VectorGalleryProps {
  readonly details: LayerDetails;
  readonly space: 'input' | 'output';
  /** Of a vector of the input space. */
  readonly inputShape: readonly number[];
  /** Rank of the chosen direction. */
  readonly selected: number | undefined;
  readonly rowsAtMost: number;
  onSelect(rank: number): void;
}

/** A layer's singular vectors as pictures: images and patches where the inputs are, strips otherwise. */
export function VectorGallery(props: VectorGalleryProps) {
  const { details, space, inputShape, selected, rowsAtMost, onSelect } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const { vectors, layer } = details;
  const isInput = space === 'input';
  const picture = planFor(isInput ? inputShape : [layer.columns]);
  const { plan, box } =
    picture.aspect === 1
      ? { plan: picture, box: pictureBox(width) }
      : stripLayout(isInput ? layer.rows : layer.columns, width - SCROLLBAR, GAP);
  const at = vectors.findIndex(({ index }) => index === selected);
  return (
    <div ref={frame} class="vector-gallery">
      <ColourBar
        table="diverging"
        range={unitVectorRange(isInput ? layer.rows : layer.columns)}
        label={t('entries')}
      />
      <Gallery
        label={isInput ? t('Vectors u of the input space') : t('Vectors v of the output space')}
        count={vectors.length}
        itemWidth={box.width + GAP}
        itemHeight={box.height + TEXT_HEIGHT}
        rowsAtMost={rowsAtMost}
        selected={at < 0 ? undefined : at}
        onSelect={(item) => onSelect(vectors[item]!.index)}
        render={(item) => <Vector pair={vectors[item]!} isInput={isInput} plan={plan} box={box} />}
      />
    </div>
  );
}

function pictureBox(width: number) {
  const edge = width < NARROW ? Math.max(56, Math.floor((width - SCROLLBAR) / 2) - GAP) : PICTURE;
  return { width: edge, height: edge };
}

interface VectorProps {
  readonly pair: VectorPair;
  readonly isInput: boolean;
  readonly plan: ReturnType<typeof planFor>;
  readonly box: { readonly width: number; readonly height: number };
}

function Vector({ pair, isInput, plan, box }: VectorProps) {
  const { index, sigma, dataEnergy } = pair;
  return (
    <>
      <DirectionPicture
        plan={plan}
        vector={isInput ? pair.input : pair.output}
        sign={signOf(pair.input)}
        colours="fixed"
        box={box}
        label={isInput ? t('u of {0}', sigmaName(index)) : t('v of {0}', sigmaName(index))}
      />
      <span class="gallery-sigma">
        <span class="muted">{sigmaName(index)}</span> {formatNumber(sigma)}
      </span>
      <span class="muted">
        {dataEnergy === undefined || Number.isNaN(dataEnergy) ? ' ' : percentText(dataEnergy)}
      </span>
    </>
  );
}
