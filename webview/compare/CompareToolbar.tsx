import { layersOf } from '../../src/comparison/layerColumns';
import { axisPlace } from '../charts/axisTexts';
import { MAX_SMOOTHING } from '../charts/smooth';
import { Choice } from '../components/Choice';
import { Choice as Drop } from '../components/images/Choice';
import { IconButton } from '../components/IconButton';
import { isPlaying, togglePlay } from '../dashboard/play';
import { moveByKey } from '../dashboard/useCursorKeys';
import { t } from '../page/l10n';
import { formatCount, formatNumber } from '../page/numbers';
import { placesOf } from './alignment';
import type { CompareStore } from './compareStore';
import { shownLayer } from './curves/charts';

/** The one step of all runs, what they are aligned by, the layer, and how the curves are drawn. */
export function CompareToolbar({ store }: { readonly store: CompareStore }) {
  const { page } = store;
  const layers = layersOf(store.runs.value);
  return (
    <div class="toolbar" role="region" aria-label={t('Step and axes')}>
      <CursorControls store={store} />
      <div class="toolbar-group">
        <Choice
          label={t('align by')}
          value={page.axis.value}
          options={[
            { value: 'step', label: t('step') },
            { value: 'epoch', label: t('epoch') },
            { value: 'time', label: t('time') },
            { value: 'percent', label: t('%') },
          ]}
          onChange={(axis) => {
            page.zoom.value = null;
            page.axis.value = axis;
          }}
        />
        <Choice
          label={t('scale')}
          hideLabel
          value={page.scale.value}
          options={[
            { value: 'log', label: t('log') },
            { value: 'lin', label: t('lin') },
          ]}
          onChange={(scale) => {
            page.scale.value = scale;
          }}
        />
        <Smoothing store={store} />
        {layers.length > 1 && (
          <Drop
            label={t('layer')}
            value={shownLayer(store) ?? ''}
            options={layers.map((layer) => [layer, layer])}
            onChange={(layer) => {
              page.selectedLayer.value = layer;
            }}
          />
        )}
      </div>
    </div>
  );
}

function CursorControls({ store }: { readonly store: CompareStore }) {
  const { page } = store;
  const { cursor } = page;
  const last = cursor.last.value;
  const step = cursor.step.value;
  const isLive = store.runs.value.some(({ facts }) => ['queued', 'running', 'paused'].includes(facts.status));
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
          icon={isPlaying.value ? 'pause' : 'play'}
          label={isPlaying.value ? t('Stop playing (Space)') : t('Play (Space)')}
          disabled={last === 0}
          onClick={() => togglePlay(page)}
        />
        <IconButton
          icon="next"
          label={t('Next logged step (right arrow; with Shift, next snapshot)')}
          onClick={() => cursor.moveBy(1)}
        />
        <IconButton icon="last" label={t('Last step (End)')} onClick={() => cursor.moveTo(last)} />
      </div>
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
          if (moveByKey(page, event)) event.preventDefault();
        }}
      />
      <span class="cursor-step">{cursorText(store)}</span>
      {isLive && (
        <button
          type="button"
          class={`toggle ${cursor.follow.value ? 'on' : ''}`}
          aria-pressed={cursor.follow.value}
          title={t('Stay at the newest step while the runs go on')}
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

/** The cursor's step in the longest run, and what that is on the axis that the runs are aligned by. */
function cursorText(store: CompareStore): string {
  const step = store.page.cursor.step.value;
  const axis = store.page.axis.value;
  const reference = store.reference.value;
  if (axis === 'step' || reference === undefined) return formatCount(step);
  const [place] = placesOf(reference, [step], axis);
  return `${formatCount(step)} · ${axisPlace(axis, place!)}`;
}

/** The slider is finer towards 1, where smoothing tells apart. */
function Smoothing({ store }: { readonly store: CompareStore }) {
  const { smoothing } = store.page;
  const { value } = smoothing;
  return (
    <label class="smoothing">
      <span>{t('smooth')}</span>
      <input
        type="range"
        min={0}
        max={1}
        step={0.01}
        value={value <= 0 ? 0 : -Math.log10(1 - value) / 3}
        aria-valuetext={formatNumber(value)}
        onInput={(event) => {
          const wanted = 1 - 10 ** (-3 * Number(event.currentTarget.value));
          smoothing.value = Math.min(MAX_SMOOTHING, Math.round(wanted * 1000) / 1000);
        }}
      />
      <span class="smoothing-value">{formatNumber(value)}</span>
    </label>
  );
}
