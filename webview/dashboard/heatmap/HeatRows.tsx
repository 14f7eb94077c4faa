import { useId, useRef } from 'preact/hooks';
import { rangeText } from '../../components/images/exactNumber';
import { useSeen, useWhileSeen } from '../../components/useSeen';
import { hideReadout, showReadout, speak } from '../../components/images/readout';
import { t } from '../../page/l10n';
import { formatCount, formatNumber } from '../../page/numbers';
import type { PageStore } from '../../store/pageStore';
import type { RunSectionProps } from '../sections';
import { HeatCanvas } from './HeatCanvas';
import type { HeatGrid } from './heatGrid';
import { placeOf, valueAt } from './heatGrid';
import type { HeatmapMetric } from './metrics';

export interface HeatRowsProps extends RunSectionProps {
  readonly names: readonly string[];
  readonly grid: HeatGrid;
  readonly metric: HeatmapMetric;
}

/** The layers' names, their colours over the steps, and their values at the cursor. */
export function HeatRows({ store, names, grid, metric }: HeatRowsProps) {
  const plot = useRef<HTMLDivElement>(null);
  const id = useId();
  const rowId = (row: number) => `${id}-${row}`;
  const isSeen = useSeen('heatmap');
  const selected = Math.max(0, names.indexOf(store.selectedLayer.value));
  const sentence = (row: number, place: number) =>
    place < 0
      ? t('{0}: not measured', names[row]!)
      : t(
          '{0}, step {1}: {2}',
          names[row]!,
          formatCount(grid.steps[place]!),
          numberText(valueAt(grid, row, place)),
        );
  const cellUnder = (event: MouseEvent): readonly [row: number, place: number] | undefined => {
    const frame = plot.current?.getBoundingClientRect();
    if (frame === undefined || grid.shown.length === 0) return undefined;
    const column = Math.floor(((event.clientX - frame.left) / frame.width) * grid.shown.length);
    const row = Math.floor(((event.clientY - frame.top) / frame.height) * names.length);
    const place = grid.shown[column];
    return place === undefined || row < 0 || row >= names.length ? undefined : [row, place];
  };
  const open = (row: number): void => {
    store.selectedLayer.value = names[row]!;
    document.getElementById('vectors')?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const rows = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (rows !== undefined) {
      const row = Math.max(0, Math.min(names.length - 1, selected + rows));
      store.selectedLayer.value = names[row]!;
      document.getElementById(rowId(row))?.scrollIntoView({ block: 'nearest' });
    } else if (steps !== undefined && grid.steps.length > 0) {
      const at = placeOf(grid, store.cursor.step.value);
      const place = Math.max(0, Math.min(grid.steps.length - 1, at + steps));
      store.cursor.moveTo(grid.steps[place]!);
      speak(sentence(selected, place));
    } else if (event.key === 'Enter') open(selected);
    else return;
    event.preventDefault();
  };
  return (
    <div class="heat">
      <div
        class="heat-names"
        role="listbox"
        aria-label={t('{0} by layer; up and down choose a layer, left and right move the step', metric.label)}
        aria-activedescendant={names.length === 0 ? undefined : rowId(selected)}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {names.map((name, row) => (
          <div
            key={name}
            id={rowId(row)}
            role="option"
            aria-selected={row === selected}
            class="heat-name"
            title={name}
            onClick={() => open(row)}
          >
            {name}
          </div>
        ))}
      </div>
      <div
        ref={plot}
        class="heat-plot"
        onClick={(event) => {
          const cell = cellUnder(event);
          if (cell === undefined) return;
          store.cursor.moveTo(grid.steps[cell[1]]!);
          open(cell[0]);
        }}
        onPointerMove={(event) => {
          const cell = cellUnder(event);
          if (cell === undefined) hideReadout();
          else showReadout(sentence(...cell), event.clientX, event.clientY);
        }}
        onPointerLeave={hideReadout}
      >
        <HeatCanvas grid={grid} label={summary(grid, metric, names.length)} />
        {grid.steps.length > 1 && <CursorLine store={store} steps={grid.steps} />}
      </div>
      <HeatValues store={store} names={names} grid={grid} isSeen={isSeen} />
      {grid.steps.length > 0 && (
        <div class="heat-axis" aria-hidden="true">
          <span>{t('step {0}', formatCount(grid.steps[0]!))}</span>
          <span>{formatCount(grid.steps.at(-1)!)}</span>
        </div>
      )}
      <MeasuredAt store={store} grid={grid} isSeen={isSeen} />
    </div>
  );
}

interface HeatValuesProps {
  readonly store: PageStore;
  readonly names: readonly string[];
  readonly grid: HeatGrid;
  readonly isSeen: boolean;
}

/** Of which step the values are, where that is not the cursor's. */
function MeasuredAt({ store, grid, isSeen }: Omit<HeatValuesProps, 'names'>) {
  const step = useWhileSeen(store.cursor.step, isSeen);
  const measured = grid.steps[placeOf(grid, step)];
  if (measured === undefined || measured === step) return null;
  return <div class="heat-value-step">{t('at step {0}', formatCount(measured))}</div>;
}

/** Its own component, so that a moving cursor renders the numbers only. */
function HeatValues({ store, names, grid, isSeen }: HeatValuesProps) {
  const at = placeOf(grid, useWhileSeen(store.cursor.step, isSeen));
  return (
    <div class="heat-values">
      {names.map((name, row) => (
        <div key={name} class="heat-value">
          {at < 0 ? '–' : numberText(valueAt(grid, row, at))}
        </div>
      ))}
    </div>
  );
}

function CursorLine({ store, steps }: { readonly store: PageStore; readonly steps: Float64Array }) {
  const step = store.cursor.step.value;
  const [first, last] = [steps[0]!, steps.at(-1)!];
  const share = Math.min(1, Math.max(0, (step - first) / (last - first)));
  return <span class="heat-cursor" style={{ left: `${100 * share}%` }} />;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return t('not measured');
  return Number.isFinite(value) ? formatNumber(value) : t('not finite');
}

function summary(grid: HeatGrid, { label }: HeatmapMetric, layers: number): string {
  if (grid.range === undefined) return t('Heat map of {0}: nothing measured yet', label);
  return t(
    'Heat map of {0}: {1} layers, {2} steps, values {3}',
    label,
    layers,
    grid.steps.length,
    rangeText(grid.range),
  );
}
