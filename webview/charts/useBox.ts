import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

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
  return { width, isVisible };
}
