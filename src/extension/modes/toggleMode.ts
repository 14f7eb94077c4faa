import { STD, whyNoMode } from '../../config/mode';

/** The modes that have a toggle. */
export type ToggledMode = 'std' | 'ort' | 'rr';

/** Modes of which a toggle leaves one: they are what is compared. Others, such as weissi, go beside them. */
const ALTERNATIVES: readonly string[] = [STD, 'ort', 'rr', 'rr-local'];

/** The mode that toggling std returns to where a config had no other so far. */
const FIRST_MODE = 'rr';

/** Whether a mode is, or has as a part, the one of a toggle. */
export function isToggled(current: string, toggle: ToggledMode): boolean {
  return current.split('+').includes(toggle);
}

/**
 * The mode after a toggle. One that is on goes off, and std is what is left when nothing else is; one that is off takes the
 * place of std, ort and rr. Other parts stay.
 * @param current may be no valid mode; then the toggle's own replaces it
 * @param previous the last mode other than std, which toggling std returns to
 */
export function toggleMode(current: string, toggle: ToggledMode, previous?: string): string {
  return isToggled(current, toggle) ? without(current, toggle, previous) : withMode(current, toggle);
}

/** The mode with a toggle on. */
export function withMode(current: string, toggle: ToggledMode): string {
  if (toggle === STD || whyNoMode(current) !== undefined) return toggle;
  const parts = current.split('+');
  if (parts.includes(toggle)) return current;
  const place = parts.findIndex((part) => ALTERNATIVES.includes(part));
  const others = parts.filter((part) => !ALTERNATIVES.includes(part));
  others.splice(Math.max(0, place), 0, toggle);
  return others.join('+');
}

/** The mode with a toggle off. */
export function without(current: string, toggle: ToggledMode, previous?: string): string {
  if (toggle === STD) {
    if (!isToggled(current, STD)) return current;
    return previous !== undefined && previous !== STD && whyNoMode(previous) === undefined
      ? previous
      : FIRST_MODE;
  }
  const rest = current.split('+').filter((part) => part !== toggle);
  return rest.length === 0 ? STD : rest.join('+');
}

/**
 * The modes of several configs after one toggle of them all: off where all have it, else on in those that lack it.
 * @param configs the current mode of each, and the last one other than std
 */
export function toggleModes(
  configs: readonly { readonly current: string; readonly previous: string | undefined }[],
  toggle: ToggledMode,
): string[] {
  const off = configs.every(({ current }) => isToggled(current, toggle));
  return configs.map(({ current, previous }) =>
    off ? without(current, toggle, previous) : withMode(current, toggle),
  );
}
