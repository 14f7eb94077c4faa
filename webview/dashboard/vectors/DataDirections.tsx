import type { ComponentChildren } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { LayerQuery, PrincipalReply } from '../../../src/messages/sampleMessages';
import { PRINCIPAL_DIRECTIONS } from '../../../src/messages/sampleMessages';
import type { PixelPlan } from '../../components/images/pixelPlan';
import { t } from '../../page/l10n';
import { formatCount } from '../../page/numbers';
import type { DataSource } from '../../store/dataSource';
import type { ColourRange } from './DirectionPicture';
import { DirectionPicture } from './DirectionPicture';
import { percentText } from './directionText';
import type { Directions } from './directions';
import { inOrder, vectorAt } from './directions';
import type { LayerSamples } from './layerInput';
import { PrincipalAngles } from './PrincipalAngles';
import type { PrincipalDirections } from './principalDirections';
import { energiesAlong, principalDirections } from './principalDirections';
import type { ProbeView } from './useProbes';
import { useSettled } from './useSettled';
import { useTrainingSearch } from './useTrainingSearch';

const BOX = { width: 56, height: 56 };
const STRIP = { width: 160, height: 36 };

export interface DataDirectionsProps {
  readonly directions: Directions;
  readonly probes: ProbeView;
  readonly plan: PixelPlan;
  readonly colours: ColourRange;
  readonly source: DataSource;
  readonly query: LayerQuery;
  /** Whether the layer meets the same data at every step. */
  readonly isOneForAllSteps: boolean;
}

/**
 * The data's own principal directions, and the angles between their span and that of the kernel's directions: of all the
 * training data where they can be gone through, else, and until they are, of the snapshot's probes.
 */
export function DataDirections(props: DataDirectionsProps) {
  const { probes, source, query, isOneForAllSteps } = props;
  const wanted = isOneForAllSteps ? { run: query.run, layer: query.layer } : query;
  const { reply, isSearching, error } = useTrainingSearch(source, 'principal', query, wanted);
  // While the steps change, those of the step before stay: the ones of the probes would differ by more.
  const last = useRef<PrincipalReply | undefined>(undefined);
  if (reply !== undefined) last.current = reply;
  const shown = reply ?? (isSearching ? last.current : undefined);
  if (shown !== undefined) return <OfAll {...props} reply={shown} isStale={reply === undefined} />;
  if (probes.facts === undefined) return <p class="empty">{probes.trouble}</p>;
  const why = isSearching
    ? t('Going through all of the training data …')
    : error !== undefined
      ? t('Of the snapshot’s probes alone: {0}.', error.replace(/\.$/, ''))
      : t('Of the snapshot’s probes alone: a report does not hold the training data.');
  return <OfProbes {...props} samples={probes.facts.samples} why={why} />;
}

interface OfAllProps extends DataDirectionsProps {
  readonly reply: PrincipalReply;
  /** Whether it is of another step. */
  readonly isStale: boolean;
}

function OfAll({ directions, plan, colours, reply, isStale }: OfAllProps) {
  const principal = useMemo(() => directionsOf(reply), [reply]);
  const order = useMemo(() => inOrder(directions, 'energy'), [directions]);
  const { energy, kept } = directions;
  return (
    <Layout isStale={isStale} hint={allText(reply)}>
      <Row principal={principal} plan={plan} colours={colours} />
      <PrincipalAngles
        directions={directions}
        order={order}
        principal={principal}
        held={energy === undefined ? undefined : order.map((place) => energy[kept[place]!]!)}
        heldTitle={t('energy held')}
        bestTitle={t('at best')}
      />
    </Layout>
  );
}

function directionsOf({ vectors, length, energy }: PrincipalReply): PrincipalDirections {
  const list = { count: energy.length, length, values: new Float32Array(vectors) };
  return { vectors: list, energy: Float64Array.from(energy) };
}

function allText({ samples, total, arePatches }: PrincipalReply): string {
  if (samples < total) {
    const counts = [formatCount(samples), formatCount(total)] as const;
    return arePatches
      ? t('computed from all patches of {0} of the {1} training samples, not centred', ...counts)
      : t('computed from the layer’s inputs of {0} of the {1} training samples, not centred', ...counts);
  }
  return arePatches
    ? t('computed from all patches of all {0} training samples, not centred', formatCount(total))
    : t('computed from the layer’s inputs of all {0} training samples, not centred', formatCount(total));
}

interface OfProbesProps extends DataDirectionsProps {
  readonly samples: LayerSamples;
  /** Why it is of them. */
  readonly why: string;
}

function OfProbes({ directions, samples, plan, colours, why }: OfProbesProps) {
  const settled = useSettled(samples);
  const principal = useMemo(() => principalDirections(settled, PRINCIPAL_DIRECTIONS), [settled]);
  const order = useMemo(() => inOrder(directions, 'energy'), [directions]);
  const held = useMemo(() => {
    const compared = order.slice(0, principal?.vectors.count ?? 0);
    return energiesAlong(settled, directions.inputs, compared);
  }, [settled, directions, order, principal]);
  if (principal === undefined) {
    return (
      <p class="empty">
        {t('The probes’ inputs of this layer are all zero: there are no directions to compare with.')}
      </p>
    );
  }
  return (
    <Layout isStale={settled !== samples} hint={probesText(samples)} why={why}>
      <Row principal={principal} plan={plan} colours={colours} />
      <PrincipalAngles
        directions={directions}
        order={order}
        principal={principal}
        held={held}
        heldTitle={t('energy held, of {0} probes', settled.probeCount)}
        bestTitle={t('at best, of the same')}
      />
    </Layout>
  );
}

function probesText({ count, total, probeCount }: LayerSamples): string {
  if (total === probeCount) {
    return t('computed from the layer’s inputs of the snapshot’s {0} probes, not centred', probeCount);
  }
  return count === total
    ? t('computed from all {0} patches of the snapshot’s {1} probes, not centred', total, probeCount)
    : t(
        'computed from {0} of the {1} patches of the snapshot’s {2} probes, not centred',
        count,
        total,
        probeCount,
      );
}

interface LayoutProps {
  readonly isStale: boolean;
  readonly hint: string;
  readonly why?: string;
  readonly children: ComponentChildren;
}

function Layout({ isStale, hint, why, children }: LayoutProps) {
  return (
    <div class={isStale ? 'data-directions is-stale' : 'data-directions'}>
      <h3>{t('The data’s own principal directions')}</h3>
      <p class="section-hint">{hint}</p>
      {why !== undefined && (
        <p class="section-hint" role="status">
          {why}
        </p>
      )}
      {children}
    </div>
  );
}

interface RowProps {
  readonly principal: PrincipalDirections;
  readonly plan: PixelPlan;
  readonly colours: ColourRange;
}

function Row({ principal: { vectors, energy }, plan, colours }: RowProps) {
  return (
    <div class="direction-row">
      {Array.from(energy, (share, at) => (
        <figure key={at} class="direction-alike">
          <DirectionPicture
            plan={plan}
            vector={vectorAt(vectors, at)}
            sign={1}
            colours={colours}
            box={plan.aspect === 1 ? BOX : STRIP}
            label={t('Principal direction {0} of the data, {1} of its energy', at + 1, percentText(share))}
          />
          <figcaption>{percentText(share)}</figcaption>
        </figure>
      ))}
    </div>
  );
}
