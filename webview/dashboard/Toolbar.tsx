import { useMemo } from 'preact/hooks';
import { axisPlace } from '../charts/axisTexts';
import { MAX_SMOOTHING } from '../charts/smooth';
import { Choice } from '../components/Choice';
import { IconButton } from '../components/IconButton';
import { Select } from '../components/Select';
import { t } from '../page/l10n';
import { formatCount, formatNumber } from '../page/numbers';
import type { PageStore } from '../store/pageStore';
import type { RunStore } from '../store/runStore';
import { axisColumn } from './curves';
import { isPlaying, togglePlay } from './play';
import { bestStep } from './runStatus';
import { moveByKey } from './useCursorKeys';

interface ToolbarProps {
  readonly store: PageStore;
  readonly run: RunStore;
}

const SPEEDS = ['0.25', '0.5', '1', '2', '4'] as const;

/** The step cursor, and how the curves are drawn. */
export function Toolbar({ store, run }: ToolbarProps) {
  return (
    <div class="toolbar" role="region" aria-label={t('Step and axes')}>
      <CursorControls store={store} run={run} />
      <div class="toolbar-group">
        <Choice
          label={t('axis')}
          value={store.axis.value}
          options={[
            { value: 'step', label: t('step') },
            { value: 'epoch', label: t('epoch') },
            { value: 'time', label: t('time') },
          ]}
          onChange={(axis) => {
            store.axis.value = axis;
          }}
        />
        <Choice
          label={t('scale')}
          hideLabel
          value={store.scale.value}
          options={[
            { value: 'log', label: t('log') },
            { value: 'lin', label: t('lin') },
          ]}
          onChange={(scale) => {
            store.scale.value = scale;
          }}
        />
        <Smoothing store={store} />
      </div>
    </div>
  );
}

function CursorControls({ store, run }: ToolbarProps) {
  const { cursor } = store;
  const table = run.metrics.value;
  const best = useMemo(() => bestStep(table), [table]);
  const last = cursor.last.value;
  const step = cursor.step.value;
  const play = isPlaying.value;
  const isLive = ['queued', 'running', 'paused'].includes(run.facts.value?.status ?? '');
  return (
    <div class="toolbar-group cursor-group">
      <div class="cursor-buttons" role="toolbar" aria-label={t('Move the step cursor')}>
        <IconButton icon="first" label={t('First step (Home)')} onClick={() => cursor.moveTo(0)} />
        <IconButton
          icon="previous"
          label={t('Logged step before (left arrow; with Shift, snapshot before)')}
          onClick={() => cursor.moveBy(-1)}
        />
        <IconButton
          icon={play ? 'pause' : 'play'}
          label={play ? t('Stop playing (Space)') : t('Play (Space)')}
          disabled={last === 0}
          onClick={() => togglePlay(store)}
        />
        <IconButton
          icon="next"
          label={t('Next logged step (right arrow; with Shift, next snapshot)')}
          onClick={() => cursor.moveBy(1)}
        />
        <IconButton icon="last" label={t('Last step (End)')} onClick={() => cursor.moveTo(last)} />
        <IconButton
          icon="best"
          label={
            best === undefined ? t('Best step') : t('Best step: {0}, {1}', formatCount(best.step), best.by)
          }
          disabled={best === undefined}
          onClick={() => best !== undefined && cursor.moveTo(best.step)}
        />
      </div>
      <Select
        label={t('Playing speed')}
        value={store.playSpeed.value}
        options={SPEEDS.map((speed) => ({ value: speed, label: `${speed}×` }))}
        onChange={(speed) => {
          store.playSpeed.value = speed;
        }}
      />
      <input
        type="range"
        class="cursor-slider"
        aria-label={t('Step')}
        aria-valuetext={t('step {0} of {1}', formatCount(step), formatCount(last))}
        min={0}
        max={Math.max(last, 1)}
        step={1}
        value={step}
        onInput={(event) => cursor.moveTo(Number(event.currentTarget.value))}
        onKeyDown={(event) => {
          if (moveByKey(store, event)) event.preventDefault();
        }}
      />
      <span class="cursor-step">{cursorText(store, run)}</span>
      {isLive && (
        <button
          type="button"
          class={`toggle ${cursor.follow.value ? 'on' : ''}`}
          aria-pressed={cursor.follow.value}
          title={t('Stay at the newest step while the run goes on')}
          onClick={() => {
            cursor.follow.value = !cursor.follow.value;
            if (!cursor.follow.value) cursor.moveTo(step);
          }}
        >
          {t('follow live')}
        </button>
      )}
    </div>
  );
}

/** The cursor's place, by the axis too where that is another. */
function cursorText(store: PageStore, run: RunStore): string {
  const step = store.cursor.step.value;
  const axis = store.axis.value;
  const text = formatCount(step);
  if (axis === 'step') return text;
  const table = run.metrics.value;
  const x = axisColumn(table, axis)[table.rowAt(step)];
  return x === undefined ? text : `${text} · ${axisPlace(axis, x)}`;
}

/** The slider is finer towards 1, where smoothing tells apart. */
function Smoothing({ store }: { readonly store: PageStore }) {
  const value = store.smoothing.value;
  const position = value <= 0 ? 0 : -Math.log10(1 - value) / 3;
  return (
    <label class="smoothing">
      <span>{t('smooth')}</span>
      <input
        type="range"
        min={0}
        max={1}
        step={0.01}
        value={position}
        aria-valuetext={formatNumber(value)}
        onInput={(event) => {
          const smoothing = 1 - 10 ** (-3 * Number(event.currentTarget.value));
          store.smoothing.value = Math.min(MAX_SMOOTHING, Math.round(smoothing * 1000) / 1000);
        }}
      />
      <span class="smoothing-value">{formatNumber(value)}</span>
    </label>
  );
}
