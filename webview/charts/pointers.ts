/** What a pointer over a chart can mean; places are pixels from the left of the drawing area. */
export interface PointerMeanings {
  /** The cursor is dragged, or put somewhere. */
  move(pixel: number): void;
  /** The pointer is over a place, or nowhere. */
  hover(pixel: number | undefined): void;
  /** A stretch was drawn with Shift held. */
  select(from: number, to: number): void;
  /** The wheel with Ctrl or Command, or a pinch: below 1 comes closer. */
  zoom(factor: number, pixel: number): void;
  /** The wheel sideways, in shares of the width. */
  pan(share: number): void;
  /** A double click. */
  reset(): void;
}

/** Shorter stretches are clicks with a shaking hand. */
const LEAST_SELECTION = 4;

/** Listens to the pointer over a chart's drawing area. Returns how to stop. */
export function listenToPointers(area: HTMLElement, meanings: PointerMeanings): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const band = document.createElement('div');
  band.className = 'chart-band';
  band.hidden = true;
  area.append(band);
  let drag: 'move' | { readonly from: number } | undefined;
  const pixelOf = (event: MouseEvent): number => {
    const box = area.getBoundingClientRect();
    return Math.max(0, Math.min(event.clientX - box.left, box.width));
  };
  const showBand = (from: number, to: number): void => {
    band.hidden = false;
    band.style.left = `${Math.min(from, to)}px`;
    band.style.width = `${Math.abs(to - from)}px`;
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    area.setPointerCapture(event.pointerId);
    const pixel = pixelOf(event);
    drag = event.shiftKey ? { from: pixel } : 'move';
    if (drag === 'move') meanings.move(pixel);
  };
  const move = (event: PointerEvent): void => {
    const pixel = pixelOf(event);
    if (drag === 'move') meanings.move(pixel);
    else if (drag !== undefined) showBand(drag.from, pixel);
    meanings.hover(pixel);
  };
  const up = (event: PointerEvent): void => {
    const pixel = pixelOf(event);
    if (typeof drag === 'object' && Math.abs(pixel - drag.from) >= LEAST_SELECTION) {
      meanings.select(Math.min(drag.from, pixel), Math.max(drag.from, pixel));
    }
    end();
  };
  const end = (): void => {
    drag = undefined;
    band.hidden = true;
  };
  const wheel = (event: WheelEvent): void => {
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) meanings.zoom(2 ** (event.deltaY / 200), pixelOf(event));
    else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      meanings.pan(sideways / area.clientWidth);
    } else return;
    event.preventDefault();
  };
  area.addEventListener('pointerdown', down, options);
  area.addEventListener('pointermove', move, options);
  area.addEventListener('pointerup', up, options);
  area.addEventListener('pointercancel', end, options);
  area.addEventListener('pointerleave', () => meanings.hover(undefined), options);
  area.addEventListener('dblclick', () => meanings.reset(), options);
  area.addEventListener('wheel', wheel, { ...options, passive: false });
  return () => {
    stop.abort();
    band.remove();
  };
}
