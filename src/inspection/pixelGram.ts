import type { Dataset } from '../data/dataset';
import { sampleSize } from '../data/dataset';
import { channelsFirstOrder } from '../network/flattenOrder';
import { evenChunks } from '../training/sampleTensors';
import type { AlgebraOptions, KernelAlgebra } from './algebra';
import { betweenBlocks } from './betweenBlocks';

/** Values that are multiplied at once: 64 MB. */
const VALUES_AT_ONCE = 2 ** 24;

/**
 * X^T X of the training samples as rows of pixels.
 * @param channelsFirst the values of a sample go channel by channel, else pixel by pixel
 * @param valuesAtOnce  between as many as these it can be cancelled
 */
export async function pixelGram(
  dataset: Dataset,
  channelsFirst: boolean,
  algebra: KernelAlgebra,
  { signal, onProgress }: AlgebraOptions,
  valuesAtOnce = VALUES_AT_ONCE,
): Promise<{ readonly gram: Float32Array; readonly samples: number }> {
  const { train, scale } = dataset;
  const size = sampleSize(dataset);
  const order = channelsFirst
    ? channelsFirstOrder(dataset.shape)
    : Uint32Array.from({ length: size }, (_, i) => i);
  const sum = new Float64Array(size * size);
  const chunks = evenChunks(train.count, Math.max(1, Math.floor(valuesAtOnce / size)));
  for (const [index, chunk] of chunks.entries()) {
    await betweenBlocks(signal);
    onProgress?.('data', index / chunks.length);
    const values = new Float32Array(chunk.length * size);
    chunk.forEach((sample, row) => {
      for (let i = 0; i < size; i++)
        values[row * size + i] = train.samples[sample * size + order[i]!]! * scale;
    });
    const x = { values, rows: chunk.length, columns: size };
    const product = await algebra.product(x, x);
    for (let i = 0; i < sum.length; i++) sum[i]! += product[i]!;
  }
  return { gram: Float32Array.from(sum), samples: train.count };
}
