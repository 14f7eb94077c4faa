import { divergingTable, greyTable, sequentialTable } from '../components/images/colourScales';
import { parseCssColour } from '../components/images/cssColour';
import { paintPixels } from '../components/images/paint';
import { PAPER } from './paper';
import type { SheetPicture } from './sheet';
import type { SheetColours } from './sheetSvg';
import { LETTER_HEIGHT } from './svg';

const ground = parseCssColour(PAPER.background, [255, 255, 255]);

/** What figures are exported with. */
export const ON_PAPER: SheetColours = {
  theme: PAPER,
  tables: { grey: greyTable(), diverging: divergingTable(ground), sequential: sequentialTable(ground) },
  textWidth,
  pictureUrl,
};

let ruler: CanvasRenderingContext2D | undefined;

function textWidth(text: string): number {
  if (ruler === undefined) {
    ruler = canvasOf(1, 1);
    ruler.font = `${LETTER_HEIGHT}px ${PAPER.font}`;
  }
  return ruler.measureText(text).width;
}

/** Its cells are enlarged here: what opens the figure might smooth them. */
function pictureUrl({ plan, values, range, table }: SheetPicture, width: number, height: number): string {
  const image = new ImageData(plan.columns, plan.rows);
  image.data.set(paintPixels(plan, values, range, ON_PAPER.tables[table]));
  const cells = canvasOf(plan.columns, plan.rows);
  cells.putImageData(image, 0, 0);
  const picture = canvasOf(Math.max(width, plan.columns), Math.max(height, plan.rows));
  picture.imageSmoothingEnabled = false;
  picture.drawImage(cells.canvas, 0, 0, picture.canvas.width, picture.canvas.height);
  return picture.canvas.toDataURL();
}

function canvasOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width);
  canvas.height = Math.round(height);
  return canvas.getContext('2d')!;
}
