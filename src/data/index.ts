import path from 'node:path';
import type { DataOptions } from '../config/data';
import { UserError } from '../config/userError';
import type { Dataset } from './dataset';
import { withValidation } from './validationSplit';

type Kind = DataOptions['kind'];

/** Draws or reads the training and test splits; paths are relative to the base directory. */
type Loader<Options> = (options: Options, baseDirectory: string) => Dataset;

/**
 * Every kind of data set; a new one is a file beside these, its twin in src/config/data/, and a line in each index and in
 * generated.ts or readers.ts. A
 * training needs one of them, so that generated ones do without the readers' decoders.
 */
const loaders: { readonly [K in Kind]: () => Promise<Loader<Extract<DataOptions, { kind: K }>>> } = {
  peak: async () => (await import('./generated')).loadPeak,
  digits: async () => (await import('./generated')).loadDigits,
  idx: async () => (await import('./readers')).loadIdx,
  images: async () => (await import('./readers')).loadImages,
  manifest: async () => (await import('./readers')).loadManifest,
};

/**
 * Loads a data set into memory.
 *
 * @param baseDirectory folder of the config file, which relative paths start from
 */
export async function loadDataset(options: DataOptions, baseDirectory: string): Promise<Dataset> {
  const load = (await loaders[options.kind]()) as Loader<DataOptions>;
  const dataset = load(options, baseDirectory);
  if (dataset.validation !== undefined && options.validation > 0) {
    throw new UserError(
      `validation is ${options.validation}, but the data has ${dataset.validation.count} validation samples of its own`,
      {
        ...('path' in options && { place: { file: path.resolve(baseDirectory, options.path) } }),
        hint: 'Leave "validation" out, or take the validation samples out of the data.',
      },
    );
  }
  return withValidation(dataset, options.validation, options.seed);
}
