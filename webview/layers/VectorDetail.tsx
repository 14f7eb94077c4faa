import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LayerDetails, VectorPair } from '../../src/messages/layerMessages';
import { rangeText } from '../components/images/exactNumber';
import { planFor } from '../components/images/pixelPlan';
import { rangeOf } from '../components/images/valueScale';
import { DirectionPicture } from '../dashboard/vectors/DirectionPicture';
import { percentText, sigmaName } from '../dashboard/vectors/directionText';
import { t } from '../page/l10n';
import { formatNumber } from '../page/numbers';
import { signOf } from './vectorSign';

const LARGE = { width: 280, height: 280 };
const STRIP = { width: 320, height: 72 };

export interface VectorDetailProps {
  readonly details: LayerDetails;
  readonly pair: VectorPair;
  readonly inputShape: readonly number[];
  /** Raised when the direction was asked for from elsewhere: it comes into sight. */
  readonly shown: ReadonlySignal<number>;
}

/** One direction large: its vectors in both spaces, value by value, and its numbers. */
export function VectorDetail({ details, pair, inputShape, shown }: VectorDetailProps) {
  const element = useRef<HTMLDivElement>(null);
  const count = shown.value;
  useEffect(() => {
    if (count > 0) element.current?.scrollIntoView({ block: 'nearest' });
  }, [count, pair.index]);
  const { layer } = details;
  const { index, sigma, dataEnergy, input, output } = pair;
  const name = sigmaName(index);
  const sign = signOf(input);
  const inputs = planFor(inputShape);
  return (
    <div ref={element} class="vector-detail">
      <figure>
        <figcaption>{t('u of {0}, input space', name)}</figcaption>
        <DirectionPicture
          plan={inputs}
          vector={input}
          sign={sign}
          colours="fixed"
          box={inputs.aspect === 1 ? LARGE : STRIP}
          label={t('Vector u of {0} in the input space', name)}
          isLarge
        />
        <figcaption class="muted">{valuesText(input)}</figcaption>
      </figure>
      <figure>
        <figcaption>{t('v of {0}, output space', name)}</figcaption>
        <DirectionPicture
          plan={planFor([layer.columns])}
          vector={output}
          sign={sign}
          colours="fixed"
          box={STRIP}
          label={t('Vector v of {0} in the output space', name)}
          isLarge
        />
        <figcaption class="muted">{valuesText(output)}</figcaption>
      </figure>
      <p>
        {t('{0} = {1}', name, formatNumber(sigma))}
        {dataEnergy !== undefined &&
          !Number.isNaN(dataEnergy) &&
          ` · ${t('{0} of the data’s energy', percentText(dataEnergy))}`}
      </p>
    </div>
  );
}

function valuesText(vector: Float32Array): string {
  const range = rangeOf(vector);
  return range === undefined ? t('no finite value') : rangeText(range);
}
