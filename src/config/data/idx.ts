import * as z from 'zod';
import { sampleCount, scale, seed, validation } from './common';

const file = z.string().min(1);

export const idx = z
  .strictObject({
    kind: z.literal('idx'),
    path: file
      .default('.')
      .describe('Folder of the four files, relative to the config file. Each may be plain or end in .gz.'),
    trainImages: file.default('train-images-idx3-ubyte').describe('File of the training images.'),
    trainLabels: file.default('train-labels-idx1-ubyte').describe('File of the training labels.'),
    testImages: file.default('t10k-images-idx3-ubyte').describe('File of the test images.'),
    testLabels: file.default('t10k-labels-idx1-ubyte').describe('File of the test labels.'),
    train: sampleCount.optional().describe('Use the first this many training images; all by default.'),
    test: sampleCount.optional().describe('Use the first this many test images; all by default.'),
    seed: seed.default(0),
    validation: validation.default(0),
    scale: scale.default('unit'),
  })
  .describe('IDX files as MNIST, Fashion-MNIST, KMNIST and EMNIST publish them, plain or gzipped.');

export type IdxOptions = z.output<typeof idx>;
