/**
 * One stop of the tab key for many elements: the arrow keys move among them.
 *
 * @param count    elements, in rows of `columns`; the last row may be shorter
 * @param isRightToLeft  the arrows follow the eye
 * @returns where a key leads from an element; undefined for other keys
 */
export function rovingTarget(
  key: string,
  from: number,
  count: number,
  columns: number,
  isRightToLeft = false,
): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  const clamped = (to: number) => Math.max(0, Math.min(last, to));
  const forward = isRightToLeft ? -1 : 1;
  switch (key) {
    case 'ArrowRight':
      return clamped(from + forward);
    case 'ArrowLeft':
      return clamped(from - forward);
    case 'ArrowDown':
      return from + columns <= last ? from + columns : from;
    case 'ArrowUp':
      return from >= columns ? from - columns : from;
    case 'PageDown':
      return clamped(from + 4 * columns);
    case 'PageUp':
      return clamped(from - 4 * columns);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

export function isRightToLeft(element: Element): boolean {
  return getComputedStyle(element).direction === 'rtl';
}
