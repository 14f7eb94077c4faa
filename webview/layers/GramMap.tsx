import { useMemo, useRef } from 'preact/hooks';
import type { LayerDetails } from '../../src/messages/layerMessages';
import { ColourBar } from '../components/images/ColourBar';
import { LargePicture } from '../components/images/LargePicture';
import type { PixelPlan } from '../components/images/pixelPlan';
import { greyPlan } from '../components/images/pixelPlan';
import { useWidth } from '../components/images/useWidth';
import { rangeOf, symmetricAround } from '../components/images/valueScale';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';

const LARGEST = 288;

/** How orthogonal a layer's units are: W^T W, where all but the diagonal is zero for orthogonal ones. */
export function GramMap({ gram }: { readonly gram: NonNullable<LayerDetails['gram']> }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const { size, cell, extreme, of, side } = gram;
  const plan = useMemo(() => gramPlan(size, cell), [size, cell]);
  const range = useMemo(() => symmetricAround(rangeOf(extreme)), [extreme]);
  const edge = Math.max(64, Math.min(LARGEST, width));
  return (
    <div ref={frame} class="gram">
      <LargePicture
        plan={plan}
        values={extreme}
        range={range}
        table="diverging"
        box={{ width: edge, height: edge }}
        label={t(
          '{0} of {1} units: the diagonal is their squared norms, the rest how alike they are',
          of,
          side,
        )}
      />
      <ColourBar table="diverging" range={range} label={of} />
      {cell > 1 && (
        <p class="section-hint">
          {t(
            'Each cell is the largest magnitude of {0} × {0} entries; {1} × {1} in all.',
            formatCount(cell),
            formatCount(side),
          )}
        </p>
      )}
    </div>
  );
}

/** A picture whose places are those of the matrix, of which a cell may cover several rows. */
function gramPlan(size: number, cell: number): PixelPlan {
  const plan = greyPlan(size, size);
  return { ...plan, placeOf: (index) => plan.placeOf(index).map((place) => place * cell) };
}
