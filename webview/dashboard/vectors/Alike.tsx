import { useMemo } from 'preact/hooks';
import type { SampleQuery, SamplesReply } from '../../../src/messages/sampleMessages';
import { Picture } from '../../components/images/Picture';
import type { PixelPlan } from '../../components/images/pixelPlan';
import { planFor } from '../../components/images/pixelPlan';
import { rangeOf } from '../../components/images/valueScale';
import { t } from '../../page/l10n';
import { formatCount } from '../../page/numbers';
import type { DataSource } from '../../store/dataSource';
import { AlikeRow } from './AlikeRow';
import { classMeans, nearestSamples } from './likeness';
import { useTrainingSearch } from './useTrainingSearch';
import type { ProbeFacts } from './useProbes';

const NEAREST_PROBES = 4;

export interface AlikeProps {
  readonly source: DataSource;
  readonly query: SampleQuery;
  readonly u: Float32Array;
  readonly sign: 1 | -1;
  /** How a vector of the layer's input space is shown. */
  readonly plan: PixelPlan;
  /** Undefined where the snapshot has none. */
  readonly probes: ProbeFacts | undefined;
}

/**
 * What lies most along a direction, and the means of the classes: of all the training data where they can be searched,
 * else, and until they are, of the snapshot's probes.
 */
export function Alike(props: AlikeProps) {
  const { source, query, probes } = props;
  const { reply, isSearching, error } = useTrainingSearch(source, 'samples', query);
  if (reply !== undefined) return <OfAll {...props} reply={reply} />;
  const why = isSearching
    ? t('Searching all of the training data …')
    : error !== undefined
      ? t('Only the snapshot’s probes were looked at: {0}.', error.replace(/\.$/, ''))
      : t('Only the snapshot’s probes were looked at: a report does not hold the training data.');
  return (
    <div class="direction-probes">
      <p class="section-hint" role="status">
        {why}
      </p>
      {probes !== undefined && <OfProbes {...props} probes={probes} />}
    </div>
  );
}

function OfAll({ reply, sign, plan, probes }: AlikeProps & { readonly reply: SamplesReply }) {
  const { nearest, means, samples, arePatches } = reply;
  const [near, classes] = useMemo(() => [nearest.map(withFloats), means.map(withFloats)] as const, [reply]);
  const imagePlan = useMemo(() => planFor(probes?.imageShape ?? []), [probes?.imageShape.join()]);
  // Where the layer takes the samples themselves, they are what is shown.
  const isImage = near.every(({ values }, i) => values.length * 4 === nearest[i]!.image.byteLength);
  const names = probes?.classNames ?? [];
  return (
    <div class="direction-probes">
      <AlikeRow
        title={
          arePatches
            ? t('Nearest patches of all {0} training samples', formatCount(samples))
            : t('Nearest of all {0} training samples', formatCount(samples))
        }
        plan={plan}
        range={rangeOf(...near.map(({ values }) => values))}
        items={near.map(({ values, label, cosine }, i) => ({
          key: nearest[i]!.index,
          values,
          title: className(names, label),
          detail: t('sample {0}', formatCount(nearest[i]!.index)),
          cosine: sign * cosine,
        }))}
      />
      {!isImage && probes !== undefined && (
        <div class="direction-row" role="group" aria-label={t('These samples themselves')}>
          {nearest.map(({ index, image }) => (
            <Picture
              key={index}
              plan={imagePlan}
              values={new Float32Array(image)}
              range={rangeOf(new Float32Array(image)) ?? { low: 0, high: 1 }}
              table="grey"
              box={{ width: 56, height: 56 }}
              label={t('sample {0}', formatCount(index))}
            />
          ))}
        </div>
      )}
      <AlikeRow
        title={arePatches ? t('Mean patches of the classes') : t('Means of the classes')}
        plan={plan}
        range={rangeOf(...classes.map(({ values }) => values))}
        items={classes.map(({ values, label, cosine }, i) => ({
          key: label,
          values,
          title: className(names, label),
          detail: t('of {0}', formatCount(means[i]!.samples)),
          cosine: sign * cosine,
        }))}
      />
    </div>
  );
}

function OfProbes({ u, sign, plan, probes }: AlikeProps & { readonly probes: ProbeFacts }) {
  const { samples, labels, classNames } = probes;
  const near = useMemo(() => nearestSamples(samples, u, NEAREST_PROBES), [samples, u]);
  const means = useMemo(() => classMeans(samples, labels, u), [samples, labels, u]);
  const range = useMemo(() => rangeOf(samples.values), [samples]);
  const arePatches = samples.total > samples.probeCount;
  return (
    <>
      <AlikeRow
        title={
          arePatches
            ? t('Nearest patches of the {0} probes', samples.probeCount)
            : t('Nearest of the {0} probes', samples.probeCount)
        }
        plan={plan}
        range={range}
        items={near.map(({ row, probe, cosine }) => ({
          key: probe,
          values: samples.values.subarray(row * samples.length, (row + 1) * samples.length),
          title: className(classNames, labels[probe]),
          cosine: sign * cosine,
        }))}
      />
      <AlikeRow
        title={arePatches ? t('Mean patches of the probes’ classes') : t('Means of the probes’ classes')}
        plan={plan}
        range={range}
        items={means.map(({ label, mean, cosine }) => ({
          key: label,
          values: mean,
          title: className(classNames, label),
          cosine: sign * cosine,
        }))}
      />
    </>
  );
}

function withFloats({ values, label, cosine }: { values: ArrayBuffer; label: number; cosine: number }) {
  return { values: new Float32Array(values), label, cosine };
}

function className(names: readonly string[], label: number | undefined): string {
  return label === undefined ? t('no class') : t('class {0}', names[label] ?? label);
}
