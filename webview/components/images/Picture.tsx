import { useEffect, useRef } from 'preact/hooks';
import { devicePixels } from './devicePixels';
import './images.css';
import { paintPixels } from './paint';
import { cellAt, pictureSize } from './pictureSize';
import type { PixelPlan } from './pixelPlan';
import { placeText } from './placeText';
import { hideReadout, showReadout } from './readout';
import type { TableName } from './themeTables';
import { themeTables } from './themeTables';
import { useVisible } from './useVisible';
import type { ValueRange } from './valueScale';

export interface PictureProps {
  readonly plan: PixelPlan;
  readonly values: Float32Array;
  /** What the ends of the colours stand for. */
  readonly range: ValueRange;
  readonly table: TableName;
  /** At most, in CSS pixels. */
  readonly box: { readonly width: number; readonly height: number };
  /** What the picture shows, in words. */
  readonly label: string;
  /** Of a cell that is marked, such as the keyboard's. */
  readonly marked?: number | undefined;
}

/**
 * Values as a picture: one canvas pixel a cell, enlarged without smoothing, drawn while it is in sight. The value under
 * the pointer is told in numbers.
 */
export function Picture({ plan, values, range, table, box, label, marked }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const visible = useVisible(canvas);
  const colours = themeTables.value[table];
  useEffect(() => {
    const { current } = canvas;
    if (current === null || !visible) return;
    current.width = plan.columns;
    current.height = plan.rows;
    const pixels = paintPixels(plan, values, range, colours);
    const image = new ImageData(plan.columns, plan.rows);
    image.data.set(pixels);
    current.getContext('2d')?.putImageData(image, 0, 0);
  }, [plan, values, range.low, range.high, colours, visible]);
  const size = pictureSize(plan, box, devicePixels.value);
  const readAt = (event: PointerEvent): void => {
    const cell = cellAt(plan, size, event.offsetX, event.offsetY);
    const index = cell === undefined ? -1 : plan.cells[cell]!;
    if (index < 0) hideReadout();
    else showReadout(placeText(plan, index, values), event.clientX, event.clientY);
  };
  return (
    <span class="picture" style={{ width: `${size.width}px`, height: `${size.height}px` }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        class={size.isShrunk ? 'picture-canvas is-shrunk' : 'picture-canvas'}
        onPointerMove={readAt}
        onPointerLeave={hideReadout}
      />
      {marked !== undefined && <CellMark plan={plan} cell={marked} />}
    </span>
  );
}

function CellMark({ plan, cell }: { readonly plan: PixelPlan; readonly cell: number }) {
  const percent = (part: number, whole: number) => `${(100 * part) / whole}%`;
  return (
    <span
      class="picture-mark"
      style={{
        left: percent(cell % plan.columns, plan.columns),
        top: percent(Math.floor(cell / plan.columns), plan.rows),
        width: percent(1, plan.columns),
        height: percent(1, plan.rows),
      }}
    />
  );
}
