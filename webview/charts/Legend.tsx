import { t } from '../page/l10n';
import { formatCount, formatNumber } from '../page/numbers';
import { theme } from '../page/theme';
import type { PageStore } from '../store/pageStore';
import type { ChartLine, LineLook } from './lines';
import { colourOf } from './lines';
import { measuredNear } from './measured';
import { markerStrokes } from './paintLines';

export interface LegendProps {
  readonly store: PageStore;
  /** Id of the chart. */
  readonly chart: string;
  readonly lines: readonly ChartLine[];
  /** Whether the cursor may be at steps at which these lines were not measured. */
  readonly hasTimeline: boolean;
}

/** What each line is and what it is at the cursor; clicked, a line comes and goes. */
export function Legend({ store, chart, lines, hasTimeline }: LegendProps) {
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
              <ValueAtCursor store={store} line={line} tellsStep={hasTimeline} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface ValueAtCursorProps {
  readonly store: PageStore;
  readonly line: ChartLine;
  /** Whether it is told where the value is of another step than the cursor's. */
  readonly tellsStep: boolean;
}

/** As it was measured, whatever is drawn smoothed. Its own component, so that a moving cursor renders the numbers only. */
function ValueAtCursor({ store, line, tellsStep }: ValueAtCursorProps) {
  const step = store.cursor.step.value;
  const row = measuredNear(line, step);
  const measuredAt = line.steps[row];
  return (
    <span class="legend-value">
      {formatNumber(line.y[row] ?? NaN)}
      {tellsStep && measuredAt !== undefined && measuredAt !== step && (
        <span class="legend-step"> {t('at step {0}', formatCount(measuredAt))}</span>
      )}
    </span>
  );
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
