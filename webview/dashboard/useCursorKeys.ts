import { useLayoutEffect } from 'preact/hooks';
import type { PageStore } from '../store/pageStore';
import { nearestStep } from '../store/nearestStep';
import { togglePlay } from './play';

/** Steps that Page Up and Page Down go by. */
const FAR = 10;

/**
 * Keys that move the cursor, but where something else has a use for them: left and right by a logged step, with Shift
 * by a snapshot, wherever the focus is; Page Up and Down by ten, Home and End to the ends and Space to play once a
 * chart or a control has it. Before that they scroll the page, as everywhere.
 */
export function useCursorKeys(store: PageStore): void {
  // At once: a key that is pressed as soon as the page is seen counts too.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (isTaken(event) || scrolls(event)) return;
      if (!moveByKey(store, event)) return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [store]);
}

/** Moves the cursor as a key says. Returns whether it says anything. */
export function moveByKey(store: PageStore, { key, shiftKey }: KeyboardEvent): boolean {
  const { cursor } = store;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const direction = key === 'ArrowLeft' ? -1 : 1;
    if (shiftKey) moveBySnapshot(store, direction);
    else cursor.moveBy(direction);
  } else if (key === 'PageUp') cursor.moveBy(FAR);
  else if (key === 'PageDown') cursor.moveBy(-FAR);
  else if (key === 'Home') cursor.moveTo(0);
  else if (key === 'End') cursor.moveTo(cursor.last.value);
  else if (key === ' ') togglePlay(store);
  else return false;
  return true;
}

function moveBySnapshot({ runs, cursor }: PageStore, direction: 1 | -1): void {
  const snapshots = runs.value[0]?.snapshots.value ?? [];
  const step = cursor.step.value;
  const beyond = snapshots.filter((each) => (direction > 0 ? each > step : each < step));
  const next = nearestStep(beyond, step);
  if (next !== undefined) cursor.moveTo(next);
}

const SCROLL_KEYS: readonly string[] = ['PageUp', 'PageDown', 'Home', 'End', ' '];

/** Whether a browser would scroll the page: keys that do, with nothing focused. */
function scrolls({ target, key }: KeyboardEvent): boolean {
  return target === document.body && SCROLL_KEYS.includes(key);
}

/** Whether the focus is on something that has a use of its own for the key. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches('input:not(.cursor-slider), select, textarea, vscode-single-select, vscode-textfield'))
    return true;
  if (target.closest('[role=menu], [role=listbox], [role=grid], [role=tree], [role=tablist], .chart-table'))
    return true;
  return key === ' ' && target.matches('button, [role=button], a, summary, input');
}
