import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/** Keeps what is scrolled to clear of a bar that stays at the top of the page, however high it is. */
export function useStickyHead(bar: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const { current } = bar;
    if (current === null) return undefined;
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => (style.scrollPaddingTop = `${current.offsetHeight}px`));
    observer.observe(current);
    return () => {
      observer.disconnect();
      style.scrollPaddingTop = '';
    };
  }, [bar]);
}
