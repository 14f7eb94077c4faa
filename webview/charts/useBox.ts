import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { printing } from '../page/printing';

/** How wide an element is, and whether it can be seen or soon will be. */
export function useBox(element: RefObject<HTMLElement | null>): {
  readonly width: number;
  readonly isVisible: boolean;
} {
  const [width, setWidth] = useState(0);
  const [isVisible, setVisible] = useState(false);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    setWidth(target.clientWidth);
    const sizes = new ResizeObserver(() => {
      // A chart whose table is shown has no width; it keeps the one it had.
      if (target.clientWidth > 0) setWidth(target.clientWidth);
    });
    const sight = new IntersectionObserver((entries) => setVisible(entries.at(-1)!.isIntersecting), {
      rootMargin: '300px',
    });
    sizes.observe(target);
    sight.observe(target);
    return () => {
      sizes.disconnect();
      sight.disconnect();
    };
  }, []);
  const isPrinted = printing.value;
  useLayoutEffect(() => {
    // On paper it is as wide as the paper; nobody waits for an observer there.
    const now = element.current?.clientWidth ?? 0;
    if (now > 0) setWidth(now);
  }, [isPrinted]);
  return { width, isVisible: isVisible || isPrinted };
}
