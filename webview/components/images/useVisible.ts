import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { printing } from '../../page/printing';

/** Elements near the edge of the page are drawn before they are scrolled to. */
const MARGIN = '160px';

const listeners = new WeakMap<Element, (visible: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** Whether an element is on the page's visible part, or near it, or is printed. One observer serves all. */
export function useVisible(element: RefObject<Element | null>): boolean {
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    observer ??= new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
      },
      { rootMargin: MARGIN },
    );
    const shared = observer;
    listeners.set(current, setVisible);
    shared.observe(current);
    return () => {
      shared.unobserve(current);
      listeners.delete(current);
    };
  }, [element]);
  return visible || printing.value;
}
