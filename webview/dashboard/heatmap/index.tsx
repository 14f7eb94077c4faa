import { useMemo, useRef } from 'preact/hooks';
import type { LayerMetric } from '../../../src/messages/dashboardMessages';
import { layerColumn } from '../../../src/messages/dashboardMessages';
import { Choice } from '../../components/images/Choice';
import { ColourBar } from '../../components/images/ColourBar';
import { useWidth } from '../../components/images/useWidth';
import { Section } from '../../components/Section';
import { t } from '../../page/l10n';
import type { RunSectionProps } from '../sections';
import { heatGrid } from './heatGrid';
import './heatmap.css';
import { HeatRows } from './HeatRows';
import type { HeatmapMetric } from './metrics';
import { heatmapMetrics } from './metrics';

/** Columns drawn at most; more would be finer than the screen. */
const COLUMNS_AT_MOST = 1000;

/** The overview: one row a layer, the steps from left to right, the colour a metric. A click opens the layer. */
export function LayerHeatmap({ store, run }: RunSectionProps) {
  const metrics = heatmapMetrics();
  const chosen = store.viewState.signal<LayerMetric>('heatmap.metric', 'reverseErrorFull', (value) =>
    metrics.some(({ name }) => name === value),
  );
  const metric = metrics.find(({ name }) => name === chosen.value) ?? metrics[0]!;
  const layers = (run.facts.value?.layers ?? []).filter(({ hasKernel }) => hasKernel);
  const names = layers.map(({ name }) => name);
  const table = run.metrics.value;
  const frame = useRef<HTMLDivElement>(null);
  const width = Math.min(COLUMNS_AT_MOST, Math.round(useWidth(frame)));
  const grid = useMemo(
    () =>
      heatGrid(
        names.map((name) => table.points(layerColumn(name, metric.name))),
        width,
      ),
    [table, names.join('\n'), metric.name, width],
  );
  return (
    <Section
      id="heatmap"
      title={t('Layers')}
      controls={
        <>
          {grid.range !== undefined && (
            <ColourBar table="sequential" range={grid.range} label={metric.label} isLog={grid.isLog} />
          )}
          <Choice
            label={t('metric')}
            value={metric.name}
            options={metrics.map(({ name, label }) => [name, label])}
            onChange={(name) => (chosen.value = name)}
          />
        </>
      }
    >
      <p class="section-hint">{metric.meaning}</p>
      <div ref={frame}>
        {names.length > 0 && <HeatRows store={store} run={run} names={names} grid={grid} metric={metric} />}
      </div>
      {grid.steps.length === 0 && <p class="empty">{emptyText(metric, table.rows, names.length)}</p>}
    </Section>
  );
}

function emptyText({ label }: HeatmapMetric, rows: number, layers: number): string {
  if (layers === 0) return t('No layer of this network has a kernel.');
  return rows === 0
    ? t('Nothing is logged yet; the rows fill as the run goes on.')
    : t('{0} was not measured so far; values that need singular vectors come with the snapshots.', label);
}
