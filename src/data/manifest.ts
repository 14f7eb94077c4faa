import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ManifestOptions } from '../config/data/manifest';
import { UserError } from '../config/userError';
import { classesOf } from './classes';
import type { Dataset, SplitName } from './dataset';
import { readImageSplits, type ListedImage } from './imageStack';
import { readManifestRows, type ManifestRow } from './manifestRows';

/** Images listed in a CSV, in its order. Image paths are absolute or relative to the CSV. */
export function loadManifest(options: ManifestOptions, baseDirectory: string): Dataset {
  const file = path.resolve(baseDirectory, options.path);
  const rows = readManifestRows(file);
  const classes = classesOf(firstPlaces(rows), options.classes);
  const listed: Record<SplitName, ListedImage[]> = { train: [], validation: [], test: [] };
  for (const row of rows) {
    listed[row.split].push({ file: existingImage(row), label: classes.of.get(row.label)! });
  }
  for (const split of ['train', 'test'] as const) {
    if (listed[split].length === 0) {
      throw new UserError(`the manifest has no row with split ${split}`, {
        place: { file },
        hint: 'The column split needs both train and test.',
      });
    }
  }
  const { train, validation, test } = listed;
  return {
    ...readImageSplits({ train, ...(validation.length > 0 && { validation }), test }, options.channel),
    classNames: classes.names,
    scale: options.scale === 'unit' ? 1 / 255 : 1,
  };
}

/** Each label with the place of its first row. */
function firstPlaces(rows: readonly ManifestRow[]) {
  return new Map(rows.map(({ label, place }) => [label, place] as const).reverse());
}

function existingImage({ path: image, place }: ManifestRow): string {
  const file = path.resolve(path.dirname(place.file), image);
  if (existsSync(file)) return file;
  throw new UserError(`the image ${image} does not exist`, {
    place,
    hint: `Looked for ${file}: paths are absolute or relative to the CSV.`,
  });
}
