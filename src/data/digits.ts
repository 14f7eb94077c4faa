import type { DigitsOptions } from '../config/data/digits';
import { Random } from '../random/random';
import type { Dataset, Split, SplitName } from './dataset';
import { SIZE, writeDigit } from './handwriting';

const ALL_DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Generated handwritten digits in MNIST's format; the rotation and thickness of each are known. */
export function loadDigits(options: DigitsOptions): Dataset {
  const digits = options.only ?? ALL_DIGITS;
  return {
    shape: [SIZE, SIZE, 1],
    classNames: ALL_DIGITS.map(String),
    scale: options.scale === 'unit' ? 1 / 255 : 1,
    train: writeSplit('train', options.train, digits, options.seed),
    test: writeSplit('test', options.test, digits, options.seed),
  };
}

/** Sample i depends on the seed, the split, i and its digit alone, so a larger set begins with the smaller one. */
function writeSplit(name: SplitName, count: number, digits: readonly number[], seed: number): Split {
  const samples = new Uint8Array(count * SIZE * SIZE);
  const labels = Int32Array.from({ length: count }, (_, i) => digits[i % digits.length]!);
  const rotation = new Float32Array(count);
  const thickness = new Float32Array(count);
  labels.forEach((label, i) => {
    const written = writeDigit(label, new Random('digits', seed, name, i));
    written.ink.toBytes(samples, i * SIZE * SIZE);
    rotation[i] = written.rotation;
    thickness[i] = written.thickness;
  });
  return { count, samples, labels, factors: { rotation, thickness } };
}
