import { effect } from '@preact/signals';
import type { PageStore } from '../store/pageStore';

/** A place is kept once scrolling has paused. */
const REST_MS = 150;
/** Pictures come in after the text; until then the page may be too short for its old place. */
const SETTLED_MS = 2_000;

/** A hidden page is thrown away: it comes back scrolled to where it was. */
export function keepScrolled(store: PageStore): void {
  const kept = store.viewState.signal('scroll', 0);
  const wanted = kept.peek();
  let timer: number | undefined;
  const keep = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      kept.value = Math.round(window.scrollY);
    }, REST_MS);
  };
  const listen = (): void => window.addEventListener('scroll', keep, { passive: true });
  if (wanted === 0) listen();
  else whenConnected(store, () => scrollWhileGrowing(wanted, listen));
}

function whenConnected(store: PageStore, then: () => void): void {
  let isDone = false;
  effect(() => {
    if (!store.connected.value || isDone) return;
    isDone = true;
    then();
  });
}

/** Scrolls to a place as soon as the page is long enough; whoever scrolls meanwhile is not pulled back. */
function scrollWhileGrowing(place: number, onEnd: () => void): void {
  const stop = new AbortController();
  const end = (): void => {
    if (stop.signal.aborted) return;
    stop.abort();
    growth.disconnect();
    onEnd();
  };
  const growth = new ResizeObserver(() => {
    window.scrollTo({ top: place });
    if (Math.abs(window.scrollY - place) < 2) end();
  });
  growth.observe(document.body);
  for (const event of ['wheel', 'pointerdown', 'keydown']) {
    window.addEventListener(event, end, { signal: stop.signal });
  }
  setTimeout(end, SETTLED_MS);
}
