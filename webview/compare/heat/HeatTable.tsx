import type { ReadonlySignal } from '@preact/signals';
import { effect } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ColourTable } from '../../components/images/colourScales';
import { hideReadout, showReadout, speak } from '../../components/images/readout';
import { rovingTarget } from '../../components/images/roving';
import { themeTables } from '../../components/images/themeTables';
import { colourIndex } from '../../components/images/valueScale';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import type { CompareStore } from '../compareStore';
import type { Cells } from './heatCells';
import { colouredRange } from './heatCells';

const ROW_HEIGHT = 20;
/** A few layers are not stretched over the page. */
const COLUMN_AT_MOST = 160;

export interface HeatTableProps {
  readonly store: CompareStore;
  readonly layers: readonly string[];
  readonly names: readonly string[];
  readonly cells: ReadonlySignal<Cells>;
  readonly metric: string;
}

/** Runs down, layers across; one tab stop, the arrow keys read the values. */
export function HeatTable({ store, layers, names, cells, metric }: HeatTableProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [active, setActive] = useState(0);
  const table = themeTables.value.sequential;
  useEffect(
    () =>
      effect(() => {
        const { current } = canvas;
        if (current !== null && names.length > 0) paintCells(current, cells.value, layers.length, table);
      }),
    [cells, table, names.length, layers.length],
  );
  const sentence = (at: number): string => {
    const value = cells.peek().values[at] ?? NaN;
    const text = Number.isNaN(value)
      ? t('not measured')
      : Number.isFinite(value)
        ? formatNumber(value)
        : t('not finite');
    return t(
      '{0}, {1}: {2}',
      names[Math.floor(at / layers.length)] ?? '',
      layers[at % layers.length] ?? '',
      text,
    );
  };
  const cellUnder = (event: MouseEvent): number | undefined => {
    const frame = canvas.current?.getBoundingClientRect();
    if (frame === undefined || frame.width === 0) return undefined;
    const column = Math.floor(((event.clientX - frame.left) / frame.width) * layers.length);
    const row = Math.floor(((event.clientY - frame.top) / frame.height) * names.length);
    const isInside = column >= 0 && column < layers.length && row >= 0 && row < names.length;
    return isInside ? row * layers.length + column : undefined;
  };
  return (
    <div
      class="runs-heat"
      role="application"
      aria-roledescription={t('heat map')}
      tabIndex={0}
      aria-label={t(
        '{0} of {1} runs and {2} layers at the cursor; the arrow keys read the values, Enter chooses the layer',
        metric,
        names.length,
        layers.length,
      )}
      onKeyDown={(event) => {
        const to = rovingTarget(event.key, active, names.length * layers.length, layers.length);
        if (to !== undefined) {
          setActive(to);
          speak(sentence(to));
        } else if (event.key === 'Enter') store.page.selectedLayer.value = layers[active % layers.length]!;
        else return;
        event.preventDefault();
      }}
    >
      <div
        class="runs-heat-head"
        style={{ maxWidth: `${layers.length * COLUMN_AT_MOST}px` }}
        aria-hidden="true"
      >
        {layers.map((layer) => (
          <span key={layer} title={layer}>
            {layer}
          </span>
        ))}
      </div>
      <div class="runs-heat-names" aria-hidden="true">
        {names.map((name, i) => (
          <div key={`${name} ${i}`} title={name}>
            {name}
          </div>
        ))}
      </div>
      <canvas
        ref={canvas}
        class="runs-heat-canvas"
        style={{
          height: `${names.length * ROW_HEIGHT}px`,
          maxWidth: `${layers.length * COLUMN_AT_MOST}px`,
        }}
        aria-hidden="true"
        onClick={(event) => {
          const at = cellUnder(event);
          if (at !== undefined) store.page.selectedLayer.value = layers[at % layers.length]!;
        }}
        onPointerMove={(event) => {
          const at = cellUnder(event);
          if (at === undefined) hideReadout();
          else showReadout(sentence(at), event.clientX, event.clientY);
        }}
        onPointerLeave={hideReadout}
      />
    </div>
  );
}

/** A pixel a cell; what was not measured stays transparent. */
function paintCells(canvas: HTMLCanvasElement, cells: Cells, columns: number, table: ColourTable): void {
  const rows = cells.values.length / columns;
  if (!(rows >= 1)) return;
  canvas.width = columns;
  canvas.height = rows;
  const image = new ImageData(columns, rows);
  const range = colouredRange(cells);
  cells.values.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    const colour = 3 * colourIndex(cells.isLog ? Math.log10(value) : value, range);
    image.data.set([table[colour]!, table[colour + 1]!, table[colour + 2]!, 255], 4 * i);
  });
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
