import { useEffect, useRef, useState } from 'preact/hooks';
import { Choice } from '../../components/images/Choice';
import { LargePicture } from '../../components/images/LargePicture';
import { rangeText } from '../../components/images/exactNumber';
import { planFor } from '../../components/images/pixelPlan';
import { countOutside, rangeOf } from '../../components/images/valueScale';
import { Wipe } from '../../components/images/Wipe';
import { showOpened } from '../../page/bringIntoView';
import { t } from '../../page/l10n';
import { formatCount, formatNumber } from '../../page/numbers';
import type { RunStore } from '../../store/runStore';
import { useTensors } from '../../store/useTensors';
import { samplesOf } from './reverseError';
import type { ReverseKind } from './states';
import type { ProbeText } from './stateText';
import { rebuiltName, stateName, targetName } from './stateText';
import { statePictures } from './statePictures';
import type { ShownState } from './useStates';

const LARGE = { width: 224, height: 224 };
const STRIP = { width: 320, height: 72 };

export interface SampleDetailProps {
  readonly run: RunStore;
  readonly shown: ShownState;
  readonly probe: number;
  readonly text: ProbeText;
  /** Another number where it is to be brought into view. */
  readonly asked: number;
  readonly kind: ReverseKind;
  /** Of the snapshot shown. */
  readonly step: number | undefined;
  onClose(): void;
}

/** One probe's state, large: its values to read, and a wipe between what was and what was rebuilt. */
export function SampleDetail(props: SampleDetailProps) {
  const { run, shown, probe, text, asked, kind, step, onClose } = props;
  const { state, range, samples } = shown;
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (root.current !== null) showOpened(root.current);
  }, [asked]);
  const sample = samples[probe];
  if (sample === undefined) return null;
  const plan = planFor(state.shape);
  const box = plan.aspect === 1 ? LARGE : STRIP;
  const pictures = statePictures(shown, sample);
  const title = `${text.name} · ${stateName(state)}`;
  return (
    <div
      ref={root}
      class="sample-detail"
      role="group"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div class="sample-head">
        <h3>{title}</h3>
        {text.detail !== text.name && <span class="muted">{text.detail}</span>}
        <span class="muted">{t('error {0}', formatNumber(sample.error))}</span>
        <button type="button" class="link-button" onClick={onClose}>
          {t('close')}
        </button>
      </div>
      <div class="sample-pictures">
        {pictures.map((picture) => (
          <figure key={picture.name}>
            <figcaption>{picture.name}</figcaption>
            <LargePicture {...picture} plan={plan} box={box} label={t('{0}: {1}', text.name, picture.name)} />
            <figcaption class="muted">{valuesText(picture.values, picture.range)}</figcaption>
          </figure>
        ))}
        <Comparison
          run={run}
          shown={shown}
          probe={probe}
          kind={kind}
          step={step}
          picture={{ plan, box, range, table: 'grey' }}
        />
      </div>
    </div>
  );
}

function valuesText(values: Float32Array, range: { readonly low: number; readonly high: number }): string {
  const own = rangeOf(values);
  if (own === undefined) return t('no finite value');
  const outside = countOutside(values, range);
  return outside === 0
    ? rangeText(own)
    : t(
        '{0} · {1} of {2} values beyond the colours',
        rangeText(own),
        formatCount(outside),
        formatCount(values.length),
      );
}

const AGAINST = ['target', 'first', 'other'] as const;
type Against = (typeof AGAINST)[number];

interface ComparisonProps extends Pick<SampleDetailProps, 'run' | 'shown' | 'probe' | 'kind' | 'step'> {
  readonly picture: Pick<Parameters<typeof Wipe>[0], 'plan' | 'box' | 'range' | 'table'>;
}

/** The wipe: the rebuilt state beside the true one, the same at the first snapshot, or the other reverse pass. */
function Comparison({ run, shown, probe, kind, step, picture }: ComparisonProps) {
  const [against, setAgainst] = useState<Against>('target');
  const { state, samples } = shown;
  const first = run.snapshots.value[0];
  const other = kind === 'full' ? 'local' : 'full';
  const name = against === 'first' ? state.rebuilt[kind] : state.rebuilt[other];
  const { tensors } = useTensors(run, [name], against === 'first' ? first : step);
  const compared = against === 'target' ? samples[probe]?.target : sampleOf(tensors[name], probe);
  const rebuilt = rebuiltName(state);
  const kindText = (one: ReverseKind) => (one === 'full' ? t('full') : t('local'));
  const labels = {
    target: targetName(state),
    first: t('{0} at step {1}', rebuilt, formatCount(first ?? 0)),
    other: t('{0}, {1}', rebuilt, kindText(other)),
  };
  return (
    <figure>
      <figcaption>
        <Choice
          label={t('wipe against')}
          value={against}
          options={AGAINST.map((one): readonly [Against, string] => [one, labels[one]])}
          onChange={(value) => setAgainst(value)}
        />
      </figcaption>
      {compared === undefined ? (
        <p class="empty">{t('loading …')}</p>
      ) : (
        <Wipe
          {...picture}
          before={{ values: compared, label: labels[against] }}
          after={{ values: samples[probe]!.rebuilt, label: t('{0}, {1}', rebuilt, kindText(kind)) }}
        />
      )}
    </figure>
  );
}

function sampleOf(
  tensor: Parameters<typeof samplesOf>[0] | undefined,
  probe: number,
): Float32Array | undefined {
  return tensor === undefined ? undefined : samplesOf(tensor)[probe];
}
