import type { Signal } from '@preact/signals';
import type { PageStore } from '../../store/pageStore';
import type { ProbeOrder } from './probeChoice';
import { PROBE_ORDERS } from './probeChoice';
import type { ReverseKind } from './states';
import { REVERSE_KINDS } from './states';

/** `steps`: the widest range of the steps seen; `own`: of the step shown. */
export const VALUE_SCALES = ['steps', 'own'] as const;
export type ValueScale = (typeof VALUE_SCALES)[number];

/** What the user has set for the reconstructions; kept over a reload. */
export interface ReconstructionSettings {
  readonly kind: Signal<ReverseKind>;
  readonly order: Signal<ProbeOrder>;
  /** Class, or -1 for all. */
  readonly label: Signal<number>;
  readonly pinned: Signal<readonly number[]>;
  readonly seed: Signal<number>;
  readonly scale: Signal<ValueScale>;
}

export function reconstructionSettings({ viewState }: PageStore): ReconstructionSettings {
  const oneOf =
    (values: readonly string[]) =>
    (value: unknown): boolean =>
      values.includes(String(value));
  return {
    kind: viewState.signal<ReverseKind>('reconstructions.kind', 'full', oneOf(REVERSE_KINDS)),
    order: viewState.signal<ProbeOrder>('reconstructions.order', 'stored', oneOf(PROBE_ORDERS)),
    label: viewState.signal('reconstructions.class', -1, Number.isInteger),
    pinned: viewState.signal<readonly number[]>('reconstructions.pinned', [], isNumberList),
    seed: viewState.signal('reconstructions.seed', 0, Number.isInteger),
    scale: viewState.signal<ValueScale>('reconstructions.scale', 'steps', oneOf(VALUE_SCALES)),
  };
}

function isNumberList(value: unknown): boolean {
  return Array.isArray(value) && value.every(Number.isInteger);
}
