import { subscript } from '../../components/images/subscript';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import type { RebuiltSample } from './rebuiltSamples';
import type { RebuiltState } from './states';

/** What a state is called: "input x", "hidden h1". */
export function stateName({ number, layer }: RebuiltState): string {
  return layer === undefined ? t('input x') : t('{0} h{1}', layer, subscript(number));
}

/** What the rebuilt state is called: r0, r1. */
export function rebuiltName({ number }: RebuiltState): string {
  return t('r{0}', subscript(number));
}

/** What the true state is called: x, h1. */
export function targetName({ number, layer }: RebuiltState): string {
  return layer === undefined ? t('x') : t('h{0}', subscript(number));
}

/** A sample's error in words; relative to zero there is none. */
export function errorText(state: RebuiltState, { error }: RebuiltSample): string {
  return Number.isNaN(error) ? t('{0} is zero', targetName(state)) : formatNumber(error);
}

export interface ProbeText {
  /** Beside others: its class, where that is known. */
  readonly title: string;
  /** Alone: its number and class. */
  readonly name: string;
  readonly detail: string;
}

/** A probe in words: what it is called in the table and where it is alone, and its number in the training split. */
export function probeText(
  probe: number,
  labels: readonly number[] | undefined,
  indices: readonly number[] | undefined,
  classNames: readonly string[],
): ProbeText {
  const label = labels?.[probe];
  const index = indices?.[probe];
  const number = t('probe {0}', probe + 1);
  const title = label === undefined ? number : t('class {0}', classNames[label] ?? label);
  return {
    title,
    name: label === undefined ? number : `${number} · ${title}`,
    detail: index === undefined ? number : t('training sample {0}', index),
  };
}
