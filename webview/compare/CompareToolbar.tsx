import { useRef } from 'preact/hooks';
import type { Spread } from '../../src/comparison/spread';
import { layersOf } from '../../src/comparison/layerColumns';
import { axisPlace } from '../charts/axisTexts';
import { Choice } from '../components/Choice';
import { Choice as Drop } from '../components/images/Choice';
import { CursorControls, ScaleChoice, Smoothing } from '../dashboard/StepControls';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import { useStickyHead } from '../page/stickyHead';
import { placesOf } from './alignment';
import type { CompareStore } from './compareStore';
import { bandSetting } from './curves/bandSetting';
import { shownLayer } from './curves/charts';

/** The one step of all runs, what they are aligned by, the layer, and how the curves are drawn. */
export function CompareToolbar({ store }: { readonly store: CompareStore }) {
  const { page } = store;
  const layers = layersOf(store.runs.value);
  const isLive = store.runs.value.some(({ facts }) => ['queued', 'running', 'paused'].includes(facts.status));
  const bar = useRef<HTMLDivElement>(null);
  useStickyHead(bar);
  return (
    <div ref={bar} class="toolbar" role="region" aria-label={t('Step and axes')}>
      <CursorControls
        store={page}
        text={cursorText(store)}
        followTitle={isLive ? t('Stay at the newest step while the runs go on') : undefined}
      />
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
        <ScaleChoice store={page} />
        <Smoothing store={page} />
        {store.shown.value.isGrouped && <BandChoice store={store} />}
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

/** What the areas around the means over seeds span. */
function BandChoice({ store }: { readonly store: CompareStore }) {
  const { value, set } = bandSetting(store);
  const options: readonly { readonly value: Spread; readonly label: string }[] = [
    { value: 'range', label: t('min … max') },
    { value: 'sd', label: t('± 1 sd') },
    { value: 'interval', label: t('95 %') },
  ];
  return <Choice label={t('bands')} value={value} options={options} onChange={set} />;
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
