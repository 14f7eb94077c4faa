import { useEffect, useRef } from 'preact/hooks';
import { parseCssColour } from '../../components/images/cssColour';
import { themeTables } from '../../components/images/themeTables';
import { useVisible } from '../../components/images/useVisible';
import { theme } from '../../page/theme';
import type { HeatGrid } from './heatGrid';
import { paintHeat } from './paintHeat';

export interface HeatCanvasProps {
  readonly grid: HeatGrid;
  readonly label: string;
}

/** The colours of the heat map: a pixel a cell, stretched over the rows; the page draws the rest. */
export function HeatCanvas({ grid, label }: HeatCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const visible = useVisible(canvas);
  const table = themeTables.value.sequential;
  const { error } = theme.value;
  useEffect(() => {
    const { current } = canvas;
    if (current === null || !visible || grid.shown.length === 0) return;
    current.width = grid.shown.length;
    current.height = grid.columns.length;
    const image = new ImageData(current.width, current.height);
    image.data.set(paintHeat(grid, table, parseCssColour(error, [244, 135, 113])));
    current.getContext('2d')?.putImageData(image, 0, 0);
  }, [grid, table, error, visible]);
  return <canvas ref={canvas} class="heat-canvas" role="img" aria-label={label} />;
}
