/** A page that has just been opened grows for about so long: charts and pictures come in after the text. */
const SETTLED_MS = 2_500;

/**
 * Scrolls to an element, and again while the page grows above it; whoever scrolls meanwhile is not pulled back.
 *
 * @returns ends it
 */
export function bringIntoView(element: Element): () => void {
  const stop = new AbortController();
  const scroll = (): void => {
    if (!stop.signal.aborted) element.scrollIntoView();
  };
  const growth = new ResizeObserver(scroll);
  growth.observe(document.body);
  const end = (): void => {
    stop.abort();
    growth.disconnect();
  };
  for (const event of ['wheel', 'pointerdown', 'keydown']) {
    window.addEventListener(event, end, { signal: stop.signal });
  }
  setTimeout(end, SETTLED_MS);
  scroll();
  return end;
}

/** Scrolls as little as it takes to see what has just been opened, all of it where it has room. */
export function showOpened(element: Element): void {
  // At once: nothing on the page moves by itself.
  element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
}
