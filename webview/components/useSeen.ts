import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { printing } from '../page/printing';

/** A section near the edge of the page is brought up to date before it is scrolled to. */
const MARGIN = '240px';

/** Whether an element of the page is in sight, or near it; true until that is known, and on paper. */
export function useSeen(id: string): boolean {
  const [isSeen, setSeen] = useState(true);
  useEffect(() => {
    const element = document.getElementById(id);
    if (element === null) return undefined;
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1)!.isIntersecting), {
      rootMargin: MARGIN,
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [id]);
  return isSeen || printing.value;
}

/** A signal's value, followed while that is of use to somebody: what is out of sight keeps the last one. */
export function useWhileSeen<T>(signal: ReadonlySignal<T>, isSeen: boolean): T {
  const last = useRef(signal.peek());
  // Reading `value` is what makes the component follow the signal; while there is nothing yet it always does.
  if (isSeen || last.current === undefined) last.current = signal.value;
  return last.current;
}
