import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { isRightToLeft, rovingTarget } from './roving';
import { useWidth } from './useWidth';
import './images.css';
import { rowsInSight, scrollToRow } from './virtualRows';

export interface GalleryProps {
  readonly label: string;
  readonly count: number;
  /** Size of an item with its text, in CSS pixels. */
  readonly itemWidth: number;
  readonly itemHeight: number;
  /** Rows that are in sight at most; the rest is scrolled to. */
  readonly rowsAtMost: number;
  readonly selected: number | undefined;
  onSelect(item: number): void;
  /** An item, with what it says in words. */
  render(item: number): ComponentChildren;
}

/** Items in rows, of which only those in sight are on the page; one tab stop, the arrow keys choose. */
export function Gallery(props: GalleryProps) {
  const { label, count, itemWidth, itemHeight, rowsAtMost, selected, onSelect, render } = props;
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const width = useWidth(list);
  const [scrollTop, setScrollTop] = useState(0);
  const columns = Math.max(1, Math.floor(width / itemWidth));
  const rows = Math.ceil(count / columns);
  const height = Math.min(rows, rowsAtMost) * itemHeight;
  const { first, end } = rowsInSight(scrollTop, height, itemHeight, rows);
  const reveal = (item: number): void => {
    const { current } = list;
    if (current === null) return;
    const top = scrollToRow(Math.floor(item / columns), current.scrollTop, height, itemHeight);
    if (top !== undefined) current.scrollTop = top;
  };
  useEffect(() => {
    if (selected !== undefined) reveal(selected);
  }, [selected, columns]);
  const items: number[] = [];
  for (let item = first * columns; item < Math.min(count, end * columns); item++) items.push(item);
  return (
    <div
      ref={list}
      class="gallery"
      role="listbox"
      aria-label={label}
      aria-activedescendant={
        selected !== undefined && items.includes(selected) ? `${id}-${selected}` : undefined
      }
      tabIndex={0}
      style={{ height: `${height}px` }}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onKeyDown={(event) => {
        const to = rovingTarget(event.key, selected ?? 0, count, columns, isRightToLeft(event.currentTarget));
        if (to === undefined) return;
        event.preventDefault();
        onSelect(to);
      }}
    >
      <div class="gallery-space" role="presentation" style={{ height: `${rows * itemHeight}px` }}>
        {items.map((item) => (
          <div
            key={item}
            id={`${id}-${item}`}
            role="option"
            aria-selected={item === selected}
            aria-posinset={item + 1}
            aria-setsize={count}
            class="gallery-item"
            style={{
              insetInlineStart: `${(item % columns) * itemWidth}px`,
              top: `${Math.floor(item / columns) * itemHeight}px`,
              width: `${itemWidth}px`,
              height: `${itemHeight}px`,
            }}
            onClick={() => onSelect(item)}
          >
            {render(item)}
          </div>
        ))}
      </div>
    </div>
  );
}
