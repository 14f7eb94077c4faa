import type { LayerQuery } from '../../../src/messages/sampleMessages';
import { rangeText } from '../../components/images/exactNumber';
import type { PixelPlan } from '../../components/images/pixelPlan';
import { countOutside, rangeOf, unitVectorRange } from '../../components/images/valueScale';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import type { DataSource } from '../../store/dataSource';
import { Alike } from './Alike';
import type { ColourRange } from './DirectionPicture';
import { DirectionPicture } from './DirectionPicture';
import { percentText } from './directionText';
import type { Directions } from './directions';
import { vectorAt } from './directions';
import type { Cluster } from './clusters';
import type { ProbeFacts } from './useProbes';
import type { Tracked } from './matching';

const LARGE = { width: 196, height: 196 };
const STRIP = { width: 256, height: 60 };

export interface DirectionDetailProps {
  readonly directions: Directions;
  readonly tracked: Tracked;
  readonly place: number;
  readonly cluster: Cluster | undefined;
  readonly colours: ColourRange;
  readonly plans: { readonly inputs: PixelPlan; readonly outputs: PixelPlan | undefined };
  readonly probes: ProbeFacts | undefined;
  readonly source: DataSource;
  /** Whose vector it is. */
  readonly query: LayerQuery;
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
      <Alike
        source={props.source}
        query={{ ...props.query, direction: number }}
        u={u}
        sign={sign}
        plan={plans.inputs}
        probes={probes}
      />
    </div>
  );
}

function valuesText(vector: Float32Array, sign: 1 | -1, colours: ColourRange): string {
  const range = rangeOf(vector);
  if (range === undefined) return t('no finite value');
  const text = rangeText(sign === 1 ? range : { low: -range.high, high: -range.low });
  const outside = colours === 'fixed' ? countOutside(vector, unitVectorRange(vector.length)) : 0;
  if (outside === 0) return text;
  return outside === 1
    ? t('{0} · 1 value beyond the colours', text)
    : t('{0} · {1} values beyond the colours', text, outside);
}
