import { useMemo, useRef } from 'preact/hooks';
import { axisPlace } from '../charts/axisTexts';
import { Choice } from '../components/Choice';
import { IconButton } from '../components/IconButton';
import { Select } from '../components/Select';
import { leftToRight, t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import { useStickyHead } from '../page/stickyHead';
import type { PageStore } from '../store/pageStore';
import type { RunStore } from '../store/runStore';
import { axisColumn } from './curves';
import { bestStep } from './runStatus';
import { CursorControls, ScaleChoice, Smoothing } from './StepControls';

interface ToolbarProps {
  readonly store: PageStore;
  readonly run: RunStore;
}

const SPEEDS = ['0.25', '0.5', '1', '2', '4'] as const;

/** The step cursor, and how the curves are drawn. */
export function Toolbar({ store, run }: ToolbarProps) {
  const bar = useRef<HTMLDivElement>(null);
  useStickyHead(bar);
  return (
    <div ref={bar} class="toolbar" role="region" aria-label={t('Step and axes')}>
      <RunCursor store={store} run={run} />
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
        <ScaleChoice store={store} />
        <Smoothing store={store} />
      </div>
    </div>
  );
}

function RunCursor({ store, run }: ToolbarProps) {
  const { cursor } = store;
  const table = run.metrics.value;
  const best = useMemo(() => bestStep(table), [table]);
  const isLive = ['queued', 'running', 'paused'].includes(run.facts.value?.status ?? '');
  return (
    <CursorControls
      store={store}
      text={cursorText(store, run)}
      followTitle={isLive ? t('Stay at the newest step while the run goes on') : undefined}
      button={
        <IconButton
          icon="best"
          label={
            best === undefined ? t('Best step') : t('Best step: {0}, {1}', formatCount(best.step), best.by)
          }
          disabled={best === undefined}
          onClick={() => best !== undefined && cursor.moveTo(best.step)}
        />
      }
    >
      <Select
        label={t('Playing speed')}
        value={store.playSpeed.value}
        options={SPEEDS.map((speed) => ({ value: speed, label: leftToRight(`${speed}×`) }))}
        onChange={(speed) => {
          store.playSpeed.value = speed;
        }}
      />
    </CursorControls>
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
