import { rowAt } from '../../src/messages/ascending';
import { t } from '../page/l10n';
import { formatNumber } from '../page/numbers';
import { theme } from '../page/theme';
import type { PageStore } from '../store/pageStore';
import { smoothed } from './chartModel';
import type { ChartLine, LineLook } from './lines';
import { colourOf } from './lines';
import { markerStrokes } from './paintLines';

export interface LegendProps {
  readonly store: PageStore;
  /** Id of the chart. */
  readonly chart: string;
  readonly lines: readonly ChartLine[];
}

/** What each line is and what it is at the cursor; clicked, a line comes and goes. */
export function Legend({ store, chart, lines }: LegendProps) {
  const hidden = store.hiddenLines.value;
  const toggle = (key: string): void => {
    store.hiddenLines.value = hidden.includes(key) ? hidden.filter((each) => each !== key) : [...hidden, key];
  };
  return (
    <ul class="legend">
      {lines.map((line) => {
        const key = `${chart}/${line.key}`;
        return (
          <li key={line.key}>
            <button
              type="button"
              aria-pressed={!hidden.includes(key)}
              title={t('Show or hide {0}', line.label)}
              onClick={() => toggle(key)}
            >
              <Swatch look={line.look} />
              <span class="legend-label">{line.label}</span>
              <ValueAtCursor store={store} line={line} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Its own component, so that a moving cursor renders the numbers only. */
function ValueAtCursor({ store, line }: { readonly store: PageStore; readonly line: ChartLine }) {
  const row = lastMeasured(line, store.cursor.step.value);
  const value = smoothed(line.y, store.smoothing.value)[row] ?? NaN;
  return <span class="legend-value">{formatNumber(value)}</span>;
}

/** The row of the last value at or before a step; -1 where there is none. */
export function lastMeasured({ steps, y }: ChartLine, step: number): number {
  let row = rowAt(steps, step);
  while (row >= 0 && Number.isNaN(y[row]!)) row--;
  return row;
}

function Swatch({ look }: { readonly look: LineLook }) {
  const colour = colourOf(look, theme.value);
  const marker = markerStrokes(look.marker).map((corners) => {
    const at = corners.map(([x, y]) => `${(12 + x * 3).toFixed(2)} ${(6 + y * 3).toFixed(2)}`);
    return `M${at.join('L')}`;
  });
  return (
    <svg class="swatch" width="24" height="12" viewBox="0 0 24 12" aria-hidden="true">
      <path d="M0 6H24" stroke={colour} stroke-width="1.5" stroke-dasharray={look.dash.join(' ')} />
      <path d={marker.join('')} stroke={colour} stroke-width="1.25" class="swatch-marker" />
    </svg>
  );
}
