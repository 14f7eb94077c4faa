import type { PeakOptions } from '../config/data/peak';
import { Random } from '../random/random';
import { distance, type Point } from './curve';
import type { Dataset, Split, SplitName } from './dataset';
import { Ink } from './ink';
import { randomDrawing } from './peakDrawings';

const SIZE = 28;

/** Where the disc of each class lies (pixels), and where the drawing over it tends to be: away from the disc. */
const CLASSES: readonly { readonly disc: Point; readonly drawing: Point }[] = [
  { disc: [6.5, 7.5], drawing: [18, 16.5] },
  { disc: [21.5, 21.5], drawing: [12, 9.5] },
];

const DISC = { radius: 2.77, softness: 1.7, brightness: 1 };
/** How far the drawing keeps from the middle of the disc, pixels, if it can. */
const CLEARANCE = 5;

/** The paper's toy task: which of two discs shines? Everything else in the image says nothing about the class. */
export function loadPeak(options: PeakOptions): Dataset {
  return {
    shape: [SIZE, SIZE, 1],
    classNames: ['upper left', 'lower right'],
    scale: options.scale === 'unit' ? 1 / 255 : 1,
    train: drawSplit('train', options.train, options.seed),
    test: drawSplit('test', options.test, options.seed),
  };
}

/** Sample i depends on the seed, the split and i alone, so a larger set begins with the smaller one. */
function drawSplit(name: SplitName, count: number, seed: number): Split {
  const samples = new Uint8Array(count * SIZE * SIZE);
  const labels = Int32Array.from({ length: count }, (_, i) => i % CLASSES.length);
  labels.forEach((label, i) => {
    drawPeak(label, new Random('peak', seed, name, i)).toBytes(samples, i * SIZE * SIZE);
  });
  return { count, samples, labels };
}

function drawPeak(label: number, random: Random): Ink {
  const { disc, drawing } = CLASSES[label]!;
  const ink = new Ink(SIZE);
  const pen = {
    radius: random.uniform(0.85, 1),
    softness: 2.4,
    brightness: random.uniform(0.85, 0.98),
  };
  for (const path of placedDrawing(disc, drawing, random)) ink.draw(path, pen);
  ink.draw([disc], DISC);
  return ink;
}

/** A drawing in pixels, of random size, direction and place, shrunk and moved until it keeps clear of the disc. */
function placedDrawing(disc: Point, centre: Point, random: Random): Point[][] {
  const drawing = randomDrawing(random);
  const [width, height] = [random.uniform(7.5, 15), random.uniform(7.5, 15)];
  for (let attempt = 0; ; attempt++) {
    const shrink = 0.97 ** attempt;
    const angle = random.normal(0, 0.5);
    const [left, top] = [random.normal(centre[0], 3.4), random.normal(centre[1], 3.4)];
    const paths = drawing.map((path) =>
      path.map(([x, y]): Point => {
        const turned = [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
        return [left + shrink * width * turned[0]!, top + shrink * height * turned[1]!];
      }),
    );
    if (clearOf(disc, paths) || attempt === 100) return paths;
  }
}

function clearOf(disc: Point, paths: readonly (readonly Point[])[]): boolean {
  return paths.every((path) =>
    path.every((point, i) => {
      const before = path[i - 1] ?? point;
      const middle: Point = [(point[0] + before[0]) / 2, (point[1] + before[1]) / 2];
      return distance(point, disc) > CLEARANCE && distance(middle, disc) > CLEARANCE;
    }),
  );
}
