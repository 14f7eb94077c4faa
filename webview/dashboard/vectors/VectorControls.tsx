import type { Signal } from '@preact/signals';
import type { LayerFacts } from '../../../src/messages/dashboardMessages';
import { Choice } from '../../components/images/Choice';
import { t } from '../../page/l10n';
import type { PageStore } from '../../store/pageStore';
import type { ColourRange } from './DirectionPicture';
import { COLOUR_RANGES } from './DirectionPicture';
import type { Directions, DirectionOrder } from './directions';
import { DIRECTION_ORDERS } from './directions';
import type { ValueAxis } from '../../components/spectrum/spectrumLayout';

const SPACES = ['input', 'output'] as const;
export type Space = (typeof SPACES)[number];
const AXES = ['lin', 'log'] as const;

/** What the user has set for the vectors; kept over a reload. */
export interface VectorSettings {
  readonly sort: Signal<DirectionOrder>;
  readonly space: Signal<Space>;
  readonly axis: Signal<ValueAxis>;
  readonly colours: Signal<ColourRange>;
  /** Number of the chosen singular value; -1 for the first of the gallery. */
  readonly selected: Signal<number>;
}

export function useVectorSettings({ viewState }: PageStore): VectorSettings {
  const oneOf =
    (values: readonly string[]) =>
    (value: unknown): boolean =>
      values.includes(String(value));
  return {
    sort: viewState.signal<DirectionOrder>('vectors.sort', 'energy', oneOf(DIRECTION_ORDERS)),
    space: viewState.signal<Space>('vectors.space', 'input', oneOf(SPACES)),
    axis: viewState.signal<ValueAxis>('vectors.axis', 'log', oneOf(AXES)),
    colours: viewState.signal<ColourRange>('vectors.colours', 'fixed', oneOf(COLOUR_RANGES)),
    selected: viewState.signal('vectors.selected', -1, Number.isInteger),
  };
}

/** Vectors of the input space are shown, too, where there are no others. */
export function areInputsShown(directions: Directions, { space }: VectorSettings): boolean {
  return space.value === 'input' || directions.outputs === undefined;
}

export interface VectorControlsProps {
  readonly store: PageStore;
  readonly layers: readonly LayerFacts[];
  readonly layer: LayerFacts | undefined;
  readonly settings: VectorSettings;
}

export function VectorControls({ store, layers, layer, settings }: VectorControlsProps) {
  return (
    <>
      <Choice
        label={t('layer')}
        value={layer?.name ?? ''}
        options={layers
          .filter(({ hasKernel }) => hasKernel)
          .map(({ name, kernelShape }) => [name, `${name} [${(kernelShape ?? []).join('×')}]`])}
        onChange={(name) => (store.selectedLayer.value = name)}
      />
      <Choice
        label={t('sort')}
        value={settings.sort.value}
        options={[
          ['energy', t('data energy')],
          ['sigma', t('σ')],
        ]}
        onChange={(value) => (settings.sort.value = value)}
      />
      <Choice
        label={t('show')}
        value={settings.space.value}
        options={[
          ['input', t('input space (U)')],
          ['output', t('output space (V)')],
        ]}
        onChange={(value) => (settings.space.value = value)}
      />
      <Choice
        label={t('colours')}
        value={settings.colours.value}
        options={[
          ['fixed', t('one scale for all')],
          ['own', t('each its own')],
        ]}
        onChange={(value) => (settings.colours.value = value)}
      />
      <Choice
        label={t('axis')}
        value={settings.axis.value}
        options={[
          ['log', t('logarithmic')],
          ['lin', t('linear')],
        ]}
        onChange={(value) => (settings.axis.value = value)}
      />
    </>
  );
}
