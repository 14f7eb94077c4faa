import { useMemo } from 'preact/hooks';
import { Picture } from '../../components/images/Picture';
import { rangeText } from '../../components/images/exactNumber';
import type { PixelPlan } from '../../components/images/pixelPlan';
import { countOutside, rangeOf, unitVectorRange } from '../../components/images/valueScale';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import type { ColourRange } from './DirectionPicture';
import { DirectionPicture } from './DirectionPicture';
import { percentText } from './directionText';
import type { Directions } from './directions';
import { vectorAt } from './directions';
import type { Cluster } from './clusters';
import type { LayerSamples } from './layerInput';
import { classMeans, nearestSamples } from './likeness';
import type { Tracked } from './matching';

const LARGE = { width: 196, height: 196 };
const STRIP = { width: 256, height: 60 };
const SMALL = { width: 56, height: 56 };
const NEAREST = 4;

export interface DirectionDetailProps {
  readonly directions: Directions;
  readonly tracked: Tracked;
  readonly place: number;
  readonly cluster: Cluster | undefined;
  readonly colours: ColourRange;
  readonly plans: { readonly inputs: PixelPlan; readonly outputs: PixelPlan | undefined };
  readonly probes: ProbeFacts | undefined;
}

/** What the snapshot's probes say beside a direction. */
export interface ProbeFacts {
  readonly samples: LayerSamples;
  /** By probe. */
  readonly labels: readonly number[];
  readonly classNames: readonly string[];
}

/** One direction, large: its vectors, its numbers, and which probes lie along it. */
export function DirectionDetail(props: DirectionDetailProps) {
  const { directions, tracked, place, cluster, colours, plans, probes } = props;
  const { sigma, energy, kept, inputs, outputs } = directions;
  const number = kept[place]!;
  const sign = tracked.signs[place]!;
  const u = vectorAt(inputs, place);
  const cosine = tracked.cosines[place];
  const name = t('σ {0}', number + 1);
  return (
    <div class="direction">
      <div class="direction-pictures">
        <figure>
          <figcaption>{t('u, input space')}</figcaption>
          <DirectionPicture
            plan={plans.inputs}
            vector={u}
            sign={sign}
            colours={colours}
            box={plans.inputs.aspect === 1 ? LARGE : STRIP}
            label={t('Vector u of {0} in the input space', name)}
            isLarge
          />
          <figcaption class="muted">{valuesText(u, sign, colours)}</figcaption>
        </figure>
        {outputs !== undefined && plans.outputs !== undefined && (
          <figure>
            <figcaption>{t('v, output space')}</figcaption>
            <DirectionPicture
              plan={plans.outputs}
              vector={vectorAt(outputs, place)}
              sign={sign}
              colours={colours}
              box={STRIP}
              label={t('Vector v of {0} in the output space', name)}
              isLarge
            />
            <figcaption class="muted">{valuesText(vectorAt(outputs, place), sign, colours)}</figcaption>
          </figure>
        )}
      </div>
      <dl class="direction-facts">
        <dt>{t('singular value')}</dt>
        <dd>{t('σ {0} of {1}: {2}', number + 1, sigma.length, formatNumber(sigma[number]!))}</dd>
        {energy !== undefined && (
          <>
            <dt>{t('data energy')}</dt>
            <dd>{percentText(energy[number]!)}</dd>
          </>
        )}
        {cluster !== undefined && (
          <>
            <dt>{t('nearly equal')}</dt>
            <dd>
              {t(
                'σ {0} to {1} are within 1 % each of the next: only their span means something, not this vector',
                cluster.first + 1,
                cluster.last + 1,
              )}
            </dd>
          </>
        )}
        {cosine !== undefined && (
          <>
            <dt>{t('since the step shown before')}</dt>
            <dd>{t('|cos| {0}', formatNumber(cosine))}</dd>
          </>
        )}
      </dl>
      {probes !== undefined && <Alike u={u} sign={sign} plan={plans.inputs} probes={probes} />}
    </div>
  );
}

function valuesText(vector: Float32Array, sign: 1 | -1, colours: ColourRange): string {
  const range = rangeOf(vector);
  if (range === undefined) return t('no finite value');
  const text = rangeText(sign === 1 ? range : { low: -range.high, high: -range.low });
  const outside = colours === 'fixed' ? countOutside(vector, unitVectorRange(vector.length)) : 0;
  return outside === 0 ? text : t('{0} · {1} values beyond the colours', text, outside);
}

interface AlikeProps {
  readonly u: Float32Array;
  readonly sign: 1 | -1;
  readonly plan: PixelPlan;
  readonly probes: ProbeFacts;
}

/** The probes and the class means that lie most along a direction. */
function Alike({ u, sign, plan, probes }: AlikeProps) {
  const { samples, labels, classNames } = probes;
  const near = useMemo(() => nearestSamples(samples, u, NEAREST), [samples, u]);
  const means = useMemo(() => classMeans(samples, labels, u), [samples, labels, u]);
  const range = useMemo(() => rangeOf(samples.values), [samples]);
  if (range === undefined) return null;
  const box = plan.aspect === 1 ? SMALL : STRIP;
  const arePatches = samples.total > samples.probeCount;
  const item = (key: string, values: Float32Array, text: string, cosine: number) => (
    <figure key={key} class="direction-alike">
      <Picture plan={plan} values={values} range={range} table="grey" box={box} label={text} />
      <figcaption>{text}</figcaption>
      <figcaption class="muted">{t('cos {0}', signed(sign * cosine))}</figcaption>
    </figure>
  );
  return (
    <div class="direction-probes">
      <h4>
        {arePatches
          ? t('Nearest patches of the {0} probes', samples.probeCount)
          : t('Nearest of the {0} probes', samples.probeCount)}
      </h4>
      <div class="direction-row">
        {near.map(({ row, probe, cosine }) => {
          const values = samples.values.subarray(row * samples.length, (row + 1) * samples.length);
          return item(`${probe}`, values, className(classNames, labels[probe]), cosine);
        })}
      </div>
      <h4>{arePatches ? t('Mean patches of the probes’ classes') : t('Means of the probes’ classes')}</h4>
      <div class="direction-row">
        {means.map(({ label, mean, cosine }) => item(`${label}`, mean, className(classNames, label), cosine))}
      </div>
    </div>
  );
}

function className(names: readonly string[], label: number | undefined): string {
  return label === undefined ? t('no class') : t('class {0}', names[label] ?? label);
}

function signed(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(2).replace('-', '−');
}
