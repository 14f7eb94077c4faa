import { useMemo } from 'preact/hooks';
import type { ChartLine } from '../../charts/lines';
import { Section } from '../../components/Section';
import { readDirections } from '../../dashboard/vectors/directions';
import { inputTensorName, layerSamples, patchGeometry } from '../../dashboard/vectors/layerInput';
import { t } from '../../page/l10n';
import { useSnapshots } from '../alignment';
import type { CompareStore } from '../compareStore';
import { shownLayer } from '../curves/charts';
import { RowLooks } from '../curves/rowLooks';
import { directionTensors } from '../images/vectorRows';
import { SeedChoice, shownNote } from '../SeedChoice';
import type { ShownRun } from '../shownRuns';
import { shownRuns } from '../shownRuns';
import type { RunTensors } from '../useRunTensors';
import { useRunTensors } from '../useRunTensors';
import { AnglesTable } from './AnglesTable';
import { spectrumCsv, stepNote } from './spectrumTexts';
import { XyChart } from './XyChart';

/** The spectra of the chosen layer over each other, and how far the subspaces lie apart. */
export function SpectraOfRuns({ store }: { readonly store: CompareStore }) {
  const runs = shownRuns(store);
  const layer = shownLayer(store) ?? '';
  const snapshots = useSnapshots(store, runs);
  const views = useRunTensors(
    runs.map((shown, i) => ({
      run: shown.store,
      step: snapshots[i],
      names: [...directionTensors(layer), ...inputNames(shown, layer)],
    })),
  );
  const isLog = store.page.scale.value === 'log';
  const lines = useMemo(
    () => [sigmaLines(runs, views, layer), capturedLines(runs, views, layer)] as const,
    [
      views.map(({ step, tensors }) => `${step} ${Object.keys(tensors).length}`).join(),
      layer,
      runs.map(({ run }) => run.key).join(),
    ],
  );
  const fileName = store.state.value?.name ?? 'comparison';
  const [sigmas, captured] = lines;
  const steps = new Map(runs.map(({ run }, i) => [run.key, views[i]!.step]));
  const shared = (shown: readonly ChartLine[]) => ({
    ...{ store: store.page, fileName, layer, lines: shown, about: [stepNote(shown, steps)] },
  });
  return (
    <Section
      id="spectra"
      title={t('Spectra and subspaces, {0}', layer)}
      note={shownNote(store)}
      controls={<SeedChoice store={store} />}
    >
      {sigmas.length === 0 ? (
        <p class="empty">{t('No snapshot with singular values of this layer is there yet.')}</p>
      ) : (
        <>
          <div class="chart-grid is-wide">
            <XyChart
              {...shared(sigmas)}
              id="spectrum"
              title={t('Singular values σ')}
              axis={t('number of the singular value, the largest first')}
              isLog={isLog}
              csv={() => spectrumCsv(sigmas, steps, layer, ['number', 'singular value'])}
            />
            {captured.length > 0 && (
              <XyChart
                {...shared(captured)}
                id="captured"
                title={t('Share of the data’s energy held by the first directions')}
                axis={t('directions, the one with most data energy first')}
                isLog={false}
                csv={() => spectrumCsv(captured, steps, layer, ['directions', 'share of data energy'])}
              />
            )}
          </div>
          <AnglesTable store={store} runs={runs} layer={layer} views={views} samplesOf={samplesOf} />
        </>
      )}
    </Section>
  );
}

/** The probe tensor that goes into the layer. */
function inputNames({ run }: ShownRun, layer: string): string[] {
  const index = run.facts.layers.findIndex(({ name }) => name === layer);
  return index < 0 ? [] : [inputTensorName(run.facts.layers, index)];
}

/** What a run's layer meets of the probes. */
function samplesOf({ run }: ShownRun, layer: string, { tensors }: RunTensors) {
  const { layers, config } = run.facts;
  const index = layers.findIndex(({ name }) => name === layer);
  const input = index < 0 ? undefined : tensors[inputTensorName(layers, index)];
  return input === undefined
    ? undefined
    : layerSamples(input, layers[index]!, patchGeometry(config, index, layers[index]!));
}

function sigmaLines(runs: readonly ShownRun[], views: readonly RunTensors[], layer: string): ChartLine[] {
  return linesOf(runs, (i) => views[i]!.tensors[`svd/${layer}/s`]?.data);
}

/** The energy of the first k directions, added up. */
function capturedLines(runs: readonly ShownRun[], views: readonly RunTensors[], layer: string): ChartLine[] {
  return linesOf(runs, (i) => {
    const part = (name: string) => views[i]!.tensors[`svd/${layer}/${name}`];
    const directions = readDirections({
      s: part('s'),
      u: part('u'),
      dataEnergy: part('dataEnergy'),
      index: part('index'),
    });
    if (directions?.energy === undefined) return undefined;
    let sum = 0;
    return [...directions.energy].sort((a, b) => b - a).map((share) => (sum += share));
  });
}

function linesOf(
  runs: readonly ShownRun[],
  valuesOf: (run: number) => ArrayLike<number> | undefined,
): ChartLine[] {
  const looks = new RowLooks();
  return runs.flatMap(({ run, label, mode }, i): ChartLine[] => {
    const look = looks.next(mode);
    const values = valuesOf(i);
    if (values === undefined) return [];
    const x = Float64Array.from({ length: values.length }, (_, at) => at + 1);
    return [{ key: run.key, label, look, x, y: Float64Array.from(values), steps: x }];
  });
}
