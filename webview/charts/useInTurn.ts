import type { ReadonlySignal } from '@preact/signals';
import { useSignalEffect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { turns } from './turns';

/**
 * A signal's value as it was when it was this component's turn to follow it, and how to follow it at once, which is for
 * the one that the user looks at. What is out of sight waits until it is seen.
 */
export function useInTurn<T>(signal: ReadonlySignal<T>, isVisible: boolean): [T, () => void] {
  const [value, setValue] = useState(() => signal.peek());
  // Who waits: the same object for as long as the component lives.
  const [who] = useState({});
  const follow = (): void => {
    turns.leave(who);
    const latest = signal.peek();
    setValue(() => latest);
  };
  useSignalEffect(() => {
    if (signal.value !== value && isVisible) turns.ask(who, follow);
  });
  useEffect(() => {
    if (isVisible) follow();
  }, [isVisible]);
  useEffect(() => () => turns.leave(who), []);
  return [value, follow];
}
