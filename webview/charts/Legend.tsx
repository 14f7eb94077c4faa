import { t } from '../page/l10n';
import { formatCount, formatNumber } from '../page/numbers';
import type { PageStore } from '../store/pageStore';
import type { ChartLine } from './lines';
import { measuredNear } from './measured';
import { Swatch } from './Swatch';

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
