import type { ReadonlySignal } from '@preact/signals';
import { computed } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ComparedRun } from '../../../src/comparison/comparedRun';
import { layersOf } from '../../../src/comparison/layerColumns';
import type { LayerMetric } from '../../../src/messages/dashboardMessages';
import { layerColumn } from '../../../src/messages/dashboardMessages';
import { Choice } from '../../components/images/Choice';
import { ColourBar } from '../../components/images/ColourBar';
import { useVisible } from '../../components/images/useVisible';
import { Section } from '../../components/Section';
import { heatmapMetrics } from '../../dashboard/heatmap/metrics';
import { t } from '../../page/l10n';
import { alignedStep } from '../alignment';
import type { CompareStore } from '../compareStore';
import { valueAtStep } from '../course';
import { rowLabel } from '../texts';
import type { Cells } from './heatCells';
import { cellsOf, NO_CELLS } from './heatCells';
import { HeatTable } from './HeatTable';

/** A metric of every layer of every run at the cursor's step. */
export function HeatOfRuns({ store }: { readonly store: CompareStore }) {
  const metrics = heatmapMetrics();
  const chosen = store.layout<LayerMetric>('metric', 'reverseErrorFull', (value) =>
    metrics.some(({ name }) => name === value),
  );
  const metric = metrics.find(({ name }) => name === chosen.value)!;
  const layers = layersOf(store.runs.value);
  const columns = layers.map((layer) => layerColumn(layer, metric.name));
  const frame = useRef<HTMLDivElement>(null);
  const visible = useVisible(frame);
  useEffect(() => {
    // Columns of all layers are many: they come once somebody looks.
    if (visible) store.courses.want('heat', columns);
  }, [visible, columns.join('\n')]);
  useEffect(() => () => store.courses.want('heat', []), []);
  const { rows } = store.shown.value;
  const runs = useMemo(() => rows.flatMap((row) => row.runs), [rows]);
  const labels = new Map(
    store.table.value.rows.map((row) => [
      row.run.key,
      rowLabel({ label: row.label, mode: row.run.facts.mode }),
    ]),
  );
  // What is drawn changes with every move of the cursor, and nothing else does.
  const cells = useMemo(
    () => computed(() => (visible ? cellsAtCursor(store, runs, columns) : NO_CELLS)),
    [visible, runs, columns.join('\n')],
  );
  if (layers.length === 0) return null;
  return (
    <Section
      id="heat"
      title={t('Layers of all runs')}
      controls={
        <>
          <HeatColours cells={cells} label={metric.label} />
          <Choice
            label={t('metric')}
            value={metric.name}
            options={metrics.map(({ name, label }) => [name, label])}
            onChange={chosen.set}
          />
        </>
      }
    >
      <p class="section-hint">{metric.meaning}</p>
      <div ref={frame}>
        <HeatTable
          store={store}
          layers={layers}
          names={runs.map(({ key }) => labels.get(key) ?? '')}
          cells={cells}
          metric={metric.label}
        />
      </div>
    </Section>
  );
}

function cellsAtCursor(store: CompareStore, runs: readonly ComparedRun[], columns: readonly string[]): Cells {
  void store.courses.version.value;
  return cellsOf(
    runs.flatMap((run) => {
      const step = alignedStep(store, store.storeOf(run));
      return columns.map((column) => valueAtStep(store.courses.course(run.key, column), step));
    }),
  );
}

function HeatColours({ cells, label }: { readonly cells: ReadonlySignal<Cells>; readonly label: string }) {
  const { range, isLog } = cells.value;
  return range === undefined ? null : (
    <ColourBar table="sequential" range={range} label={label} isLog={isLog} />
  );
}
