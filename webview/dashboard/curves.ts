import type { LayerMetric } from '../../src/messages/dashboardMessages';
import { layerColumn, penaltyColumn } from '../../src/messages/dashboardMessages';
import type { ChartLine, LineLook } from '../charts/lines';
import { lookOf, modeLook, modeName } from '../charts/lines';
import { t } from '../page/l10n';
import type { MetricsTable } from '../store/metricsTable';
import type { Axis } from '../store/pageStore';
import type { RunStore } from '../store/runStore';

/** A chart of a run. */
export interface Curves {
  readonly id: string;
  readonly title: string;
  /** Whether a logarithmic scale makes sense. */
  readonly canBeLog: boolean;
  /** Values that are always in view. */
  readonly limits: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Whose numbers they are and what is left out, in words. */
  readonly notes?: readonly string[];
}

const TOTAL: LineLook = { colour: 'foreground', dash: [], marker: 'circle' };
const TASK: LineLook = { colour: 'purple', dash: [6, 3], marker: 'square' };
const TRAIN: LineLook = { colour: 'purple', dash: [2, 2], marker: 'square' };
const VALIDATION: LineLook = { colour: 'yellow', dash: [6, 3], marker: 'triangle' };

/** Lines of one layer each that a chart shows at most. */
export const MOST_LAYERS = 8;

/** The charts of a run, those without any value left out. */
export function curvesOf(run: RunStore, axis: Axis, selectedLayer: string): Curves[] {
  const facts = run.facts.value;
  const table = run.metrics.value;
  if (facts === undefined) return [];
  const line = (
    key: string,
    label: string,
    look: LineLook,
    points = table.points(key, AXIS_COLUMNS[axis]),
  ): ChartLine[] => (points !== undefined && hasValues(points.y) ? [{ key, label, look, ...points }] : []);
  const penalties = table.names
    .filter((name) => name.startsWith('penalty/'))
    .map((name) => name.slice('penalty/'.length));
  const layers = facts.layers.filter(({ hasKernel }) => hasKernel).map(({ name }) => name);
  const shown = someLayers(layers, selectedLayer);
  const ofBatch = t('of each step’s batch');
  const ofLayers = (id: string, title: string, metric: LayerMetric, note?: string): Curves => ({
    id,
    title,
    canBeLog: true,
    limits: [],
    lines: shown.flatMap((layer, place) => line(layerColumn(layer, metric), layer, lookOf(place))),
    notes: [
      ...(note === undefined ? [] : [note]),
      ...(shown.length < layers.length
        ? [t('{0} of {1} layers; the heat map has all', shown.length, layers.length)]
        : []),
    ],
  });
  const charts: Curves[] = [
    {
      id: 'losses',
      title: t('Losses'),
      canBeLog: true,
      limits: [],
      lines: [
        ...line('loss', t('total'), TOTAL),
        ...line('taskLoss', t('task'), TASK),
        ...penalties.flatMap((name) => line(penaltyColumn(name), modeName(name), modeLook(name))),
      ],
      notes: [ofBatch],
    },
    {
      id: 'accuracy',
      title: t('Accuracy'),
      canBeLog: false,
      limits: [1],
      lines: [
        ...line('trainAccuracy', t('training'), TRAIN),
        ...line('validationAccuracy', t('validation'), VALIDATION),
        ...line('testAccuracy', t('test'), { ...modeLook(facts.mode), dash: [] }),
      ],
    },
    ofLayers('reverse-error', t('Reverse error by layer'), 'reverseErrorFull', ofBatch),
    ofLayers('stable-rank', t('Stable rank by layer'), 'stableRank'),
    ofLayers('orthogonality', t('Orthogonality error by layer'), 'orthogonalityError'),
    {
      id: 'learning-rate',
      title: t('Learning rate'),
      canBeLog: true,
      limits: [],
      lines: line('learningRate', t('learning rate'), TOTAL),
    },
    {
      id: 'speed',
      title: t('Steps per second'),
      canBeLog: false,
      limits: [0],
      lines: line('stepsPerSecond', t('steps per second'), TOTAL, {
        x: axisColumn(table, axis),
        y: stepsPerSecond(table),
        steps: table.steps,
      }),
    },
  ];
  return charts.filter(({ lines }) => lines.length > 0);
}

/** The x of each row by an axis. */
export function axisColumn(table: MetricsTable, axis: Axis): Float64Array {
  return table.column(AXIS_COLUMNS[axis]) ?? new Float64Array(0);
}

const AXIS_COLUMNS: Readonly<Record<Axis, string>> = {
  step: 'step',
  epoch: 'epoch',
  time: 'seconds',
  percent: 'step',
};

/** By table, so that a chart drawn anew has the same numbers. */
const speeds = new WeakMap<MetricsTable, Float64Array>();

/** Speed between each logged step and the one before; NaN at the first, and where no time passed. */
export function stepsPerSecond(table: MetricsTable): Float64Array {
  const known = speeds.get(table);
  if (known !== undefined) return known;
  const { steps } = table;
  const seconds = table.column('seconds') ?? steps;
  const speed = steps.map((step, row) => {
    if (row === 0) return NaN;
    const time = seconds[row]! - seconds[row - 1]!;
    return time > 0 ? (step - steps[row - 1]!) / time : NaN;
  });
  speeds.set(table, speed);
  return speed;
}

/** At most so many layers that a chart can be read: the selected one, and others evenly from first to last. */
export function someLayers(layers: readonly string[], selected: string): readonly string[] {
  if (layers.length <= MOST_LAYERS) return layers;
  const chosen = new Set(layers.includes(selected) ? [selected] : []);
  const others = MOST_LAYERS - chosen.size;
  for (let i = 0; i < others; i++) {
    chosen.add(layers[Math.round((i * (layers.length - 1)) / (others - 1))]!);
  }
  return layers.filter((layer) => chosen.has(layer));
}

function hasValues(column: Float64Array): boolean {
  return column.some((value) => !Number.isNaN(value));
}
