import './images.css';

/** Space between the pointer and the readout, in CSS pixels. */
const OFFSET = 14;

let parts: { readonly box: HTMLElement; readonly spoken: HTMLElement } | undefined;

/** One readout for the whole page, as there is one pointer and one focus. */
function elements() {
  if (parts !== undefined) return parts;
  const box = document.createElement('div');
  box.className = 'picture-readout';
  // Screen readers get the same words from the live region, and only where the keyboard asked for them.
  box.setAttribute('aria-hidden', 'true');
  box.hidden = true;
  const spoken = document.createElement('div');
  spoken.className = 'unseen picture-spoken';
  spoken.setAttribute('aria-live', 'polite');
  document.body.append(box, spoken);
  parts = { box, spoken };
  return parts;
}

/** Shows what is at a point of the window, in words and exact numbers. */
export function showReadout(text: string, x: number, y: number): void {
  const { box } = elements();
  box.textContent = text;
  box.hidden = false;
  const { width, height } = box.getBoundingClientRect();
  // On the other side of the point where it would leave the window.
  const left = x + OFFSET + width > window.innerWidth ? x - OFFSET - width : x + OFFSET;
  const top = y + OFFSET + height > window.innerHeight ? y - OFFSET - height : y + OFFSET;
  box.style.left = `${Math.max(0, left)}px`;
  box.style.top = `${Math.max(0, top)}px`;
}

export function hideReadout(): void {
  if (parts !== undefined) parts.box.hidden = true;
}

/** Has a screen reader say what the keyboard moved to. */
export function speak(text: string): void {
  elements().spoken.textContent = text;
}
