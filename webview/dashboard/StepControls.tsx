import type { ComponentChildren } from 'preact';
import { MAX_SMOOTHING } from '../charts/smooth';
import { Choice } from '../components/Choice';
import { IconButton } from '../components/IconButton';
import { t } from '../page/l10n';
import { formatCount, formatNumber } from '../page/numbers';
import type { PageStore } from '../store/pageStore';
import { isPlaying, togglePlay } from './play';
import { moveByKey } from './useCursorKeys';

interface CursorControlsProps {
  readonly store: PageStore;
  /** The cursor's place in words. */
  readonly text: string;
  /** What "follow live" says to who points at it; absent where nothing goes on. */
  readonly followTitle?: string | undefined;
  /** A button more, after those that move the cursor. */
  readonly button?: ComponentChildren;
  /** Between the buttons and the slider. */
  readonly children?: ComponentChildren;
}

/** Moves the step cursor of a page: buttons, a slider, and whether it stays at the newest step. */
export function CursorControls({ store, text, followTitle, button, children }: CursorControlsProps) {
  const { cursor } = store;
  const last = cursor.last.value;
  const step = cursor.step.value;
  const play = isPlaying.value;
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
        {button}
      </div>
      {children}
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
      <span class="cursor-step" data-label={t('Step')}>
        {text}
      </span>
      {followTitle !== undefined && (
        <button
          type="button"
          class={`toggle ${cursor.follow.value ? 'on' : ''}`}
          aria-pressed={cursor.follow.value}
          title={followTitle}
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

/** Whether the y axes are logarithmic. */
export function ScaleChoice({ store }: { readonly store: PageStore }) {
  return (
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
  );
}

/** The slider is finer towards 1, where smoothing tells apart. */
export function Smoothing({ store }: { readonly store: PageStore }) {
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
