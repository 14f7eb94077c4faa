import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { LayerFacts } from '../../../src/messages/dashboardMessages';
import type { LayerQuery } from '../../../src/messages/sampleMessages';
import { planFor } from '../../components/images/pixelPlan';
import { Section } from '../../components/Section';
import { ExportSpectrum } from '../../components/spectrum/ExportSpectrum';
import { useSeen, useWhileSeen } from '../../components/useSeen';
import { bringIntoView } from '../../page/bringIntoView';
import { t } from '../../page/l10n';
import { formatCount } from '../../page/numbers';
import type { DataSource } from '../../store/dataSource';
import type { RunStore } from '../../store/runStore';
import { noSnapshotText } from '../noSnapshotText';
import type { RunSectionProps } from '../sections';
import { SnapshotNote } from '../SnapshotNote';
import { clusterOf, degenerateClusters } from './clusters';
import { DataDirections } from './DataDirections';
import { DirectionDetail } from './DirectionDetail';
import { DirectionGallery } from './DirectionGallery';
import type { DirectionPlans } from './DirectionPicture';
import { directionText } from './directionText';
import type { Directions } from './directions';
import { inOrder } from './directions';
import { inputShapeShown, takesSamples } from './layerInput';
import type { Tracked } from './matching';
import { aboutVectors, ExportVectors, vectorsFileName } from './ExportVectors';
import { Spectrum } from './Spectrum';
import { summaryText } from './summaryText';
import type { DirectionsView } from './useDirections';
import { useDirections } from './useDirections';
import type { ProbeView } from './useProbes';
import { useProbes } from './useProbes';
import { useSelection } from './useSelection';
import type { VectorSettings } from './VectorControls';
import { areInputsShown, useVectorSettings, VectorControls } from './VectorControls';
import './vectors.css';

/** A layer's singular values and vectors, linked: the spectrum, the gallery, one direction large, and the data's own. */
export function SingularVectors({ store, run }: RunSectionProps) {
  const settings = useVectorSettings(store);
  const layers = run.facts.value?.layers ?? [];
  const named = layers.findIndex(({ name, hasKernel }) => hasKernel && name === store.selectedLayer.value);
  const index = named >= 0 ? named : layers.findIndex(({ hasKernel }) => hasKernel);
  const layer = layers[index];
  const step = useWhileSeen(run.nearestSnapshot, useSeen('vectors'));
  const view = useDirections(run, layer?.name ?? '', step);
  const probes = useProbes(run, index, step);
  const shape = layer?.kernelShape;
  const shown = store.shown.value;
  useEffect(() => {
    const section = shown > 0 ? document.getElementById('vectors') : null;
    return section === null ? undefined : bringIntoView(section);
  }, [shown]);
  return (
    <Section
      id="vectors"
      title={t('Singular vectors')}
      note={<SnapshotNote store={store} view={view} />}
      controls={<VectorControls store={store} layers={layers} layer={layer} settings={settings} />}
    >
      {layer === undefined || shape === undefined ? (
        <p class="empty">{t('No layer of this network has a kernel.')}</p>
      ) : view.directions === undefined || view.tracked === undefined ? (
        <p class="empty">{missingText(view, run)}</p>
      ) : (
        <LayerDirections
          key={`${layer.name} ${shown}`}
          directions={view.directions}
          tracked={view.tracked}
          settings={settings}
          plans={plansOf(layers, index, shape)}
          probes={probes}
          source={store.source}
          query={{ run: run.key, step: view.step ?? 0, layer: layer.name }}
          samplesTaken={takesSamples(layers, index)}
          galleryMenu={
            <ExportVectors
              store={store}
              view={view}
              settings={settings}
              plans={plansOf(layers, index, shape)}
              run={run}
              layer={layer}
            />
          }
          spectrumMenu={
            <ExportSpectrum
              numbers={view.directions}
              kind={settings.axis.value}
              texts={{
                title: t('Spectrum of {0}', layer.name),
                about: aboutVectors(run, layer, view.step ?? 0),
              }}
              fileName={vectorsFileName(run, layer, 'spectrum', view.step ?? 0)}
              onSave={store.save}
            />
          }
        />
      )}
    </Section>
  );
}

/** How a kernel's input and output vectors are drawn. */
function plansOf(
  layers: readonly LayerFacts[],
  index: number,
  kernelShape: readonly number[],
): DirectionPlans {
  return { inputs: planFor(inputShapeShown(layers, index)), outputs: planFor([kernelShape.at(-1)!]) };
}

function missingText({ error, loading, step }: DirectionsView, run: RunStore): string {
  if (error !== undefined) return error;
  if (loading) return t('loading …');
  if (run.snapshots.value.length === 0) return noSnapshotText(run);
  return step === undefined
    ? t('loading …')
    : t('The snapshot of step {0} holds no singular vectors of this layer.', formatCount(step));
}

interface LayerDirectionsProps {
  readonly directions: Directions;
  readonly tracked: Tracked;
  readonly settings: VectorSettings;
  readonly plans: DirectionPlans;
  readonly probes: ProbeView;
  readonly source: DataSource;
  readonly query: LayerQuery;
  /** Whether the layer meets the samples themselves. */
  readonly samplesTaken: boolean;
  /** What can be done with the spectrum, and with the gallery. */
  readonly spectrumMenu: ComponentChildren;
  readonly galleryMenu: ComponentChildren;
}

function LayerDirections({
  directions,
  tracked,
  settings,
  plans,
  probes,
  source,
  query,
  samplesTaken,
  spectrumMenu,
  galleryMenu,
}: LayerDirectionsProps) {
  const sort = settings.sort.value;
  const colours = settings.colours.value;
  const order = useMemo(() => inOrder(directions, sort), [directions, sort]);
  const clusters = useMemo(() => degenerateClusters(directions.sigma), [directions]);
  const [selected, select] = useSelection(directions, tracked, order, settings);
  const place = directions.kept.indexOf(selected);
  const inputsShown = areInputsShown(directions, settings);
  return (
    <>
      <Spectrum
        directions={directions}
        clusters={clusters}
        axis={settings.axis.value}
        selected={selected}
        onSelect={select}
        menu={spectrumMenu}
      />
      <div class="with-menu">
        <p class="section-hint">{summaryText(directions)}</p>
        {galleryMenu}
      </div>
      <DirectionGallery
        directions={directions}
        tracked={tracked}
        order={order}
        clusters={clusters}
        colours={colours}
        plan={inputsShown ? plans.inputs : plans.outputs}
        inputsShown={inputsShown}
        selected={place}
        onSelect={(at) => select(directions.kept[at]!)}
      />
      {place >= 0 ? (
        <DirectionDetail
          directions={directions}
          tracked={tracked}
          place={place}
          cluster={clusterOf(clusters, selected)}
          colours={colours}
          plans={plans}
          probes={probes.facts}
          source={source}
          query={query}
        />
      ) : (
        <p class="empty">{directionText(directions, selected, clusterOf(clusters, selected))}</p>
      )}
      <DataDirections
        directions={directions}
        probes={probes}
        plan={plans.inputs}
        colours={colours}
        source={source}
        query={query}
        isOneForAllSteps={samplesTaken}
      />
    </>
  );
}
