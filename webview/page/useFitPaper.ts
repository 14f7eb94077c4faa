import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { printing } from './printing';

/** Makes what is wider than the paper as small as fits, while the page is printed: browsers cut off what they do not shrink. */
export function useFitPaper(element: RefObject<HTMLElement | null>): void {
  const isPrinted = printing.value;
  useLayoutEffect(() => {
    const { current } = element;
    if (!isPrinted || current === null) return undefined;
    const share = current.clientWidth / current.scrollWidth;
    if (share < 1) current.style.zoom = String(share);
    return () => {
      current.style.zoom = '';
    };
  });
}
