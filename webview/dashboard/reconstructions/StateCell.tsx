import { rangeText } from '../../components/images/exactNumber';
import { Picture } from '../../components/images/Picture';
import { planFor } from '../../components/images/pixelPlan';
import { rangeOf } from '../../components/images/valueScale';
import { t } from '../../page/l10n';
import { narrow } from '../../page/narrow';
import type { RebuiltSample } from './rebuiltSamples';
import { statePictures } from './statePictures';
import { errorText } from './stateText';
import type { ShownState } from './useStates';

const IMAGE = { width: 92, height: 92 };
const STRIP = { width: 192, height: 24 };
/** The cells' widths are in the style sheet. */
const SMALL_IMAGE = { width: 60, height: 60 };
const SMALL_STRIP = { width: 132, height: 24 };

export interface StateCellProps {
  readonly shown: ShownState;
  readonly sample: RebuiltSample;
  /** Of the probe, in words. */
  readonly probe: string;
}

/** Gives a cell its width, also one that is empty. */
export function stateClass({ state }: ShownState): string {
  return planFor(state.shape).aspect === 1 ? 'state-cell' : 'state-cell is-strip';
}

/** One probe's state: as it is, rebuilt, and the difference, with the error; vectors as strips below each other. */
export function StateCell({ shown, sample, probe }: StateCellProps) {
  const { state } = shown;
  const plan = planFor(state.shape);
  const isStrip = plan.aspect !== 1;
  const [image, strip] = narrow.value ? [SMALL_IMAGE, SMALL_STRIP] : [IMAGE, STRIP];
  const box = isStrip ? strip : image;
  const parts = statePictures(shown, sample);
  return (
    <div class={stateClass(shown)}>
      {parts.map(({ name, values, range: shownRange, table }) => {
        const own = rangeOf(values);
        const text = own === undefined ? t('not finite') : rangeText(own);
        return (
          <figure key={name}>
            {isStrip && <span class="state-part">{name}</span>}
            <Picture
              plan={plan}
              values={values}
              range={shownRange}
              table={table}
              box={box}
              label={t('{0}: {1}, values {2}', probe, name, text)}
            />
            <figcaption class="muted" title={text}>
              {text}
            </figcaption>
          </figure>
        );
      })}
      <div class="state-error">
        <span class="unseen">{t('error')} </span>
        {errorText(state, sample)}
      </div>
    </div>
  );
}
