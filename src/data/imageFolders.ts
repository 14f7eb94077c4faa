import { readdirSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { UserError } from '../config/userError';
import { statOf, systemFailure } from './files';

/** A folder named after a class, and the images in it in natural order. */
export interface ClassFolder {
  readonly name: string;
  readonly folder: string;
  readonly files: readonly string[];
}

const IMAGE_NAME = /\.(png|jpe?g)$/i;
const natural = new Intl.Collator('en', { numeric: true });

/** The folders within `parent` that hold images; there must be some. */
export function classFoldersOf(parent: string): ClassFolder[] {
  const names = subfoldersOf(parent);
  const found = names.map((name) => {
    const folder = path.join(parent, name);
    const files = namesIn(folder)
      .filter(isImage)
      .map((entry) => path.join(folder, entry.name));
    return { name, folder, files };
  });
  const classes = found.filter(({ files }) => files.length > 0);
  if (classes.length > 0) return classes;
  const inside = namesIn(parent).filter(isImage).length;
  throw new UserError(
    `no images found: looked for *.png, *.jpg and *.jpeg in ${names.length} folders within this one (one folder a class)`,
    {
      place: { file: parent },
      hint:
        inside > 0
          ? `It holds ${inside} images itself: move them into a folder for each class, or list them in a manifest CSV.`
          : 'Set "path" to the folder that holds one folder a class, or train/ and test/ with one folder a class each.',
    },
  );
}

/** The names of the folders within a folder in natural order, hidden ones left out. */
export function subfoldersOf(parent: string): string[] {
  return namesIn(parent)
    .filter(
      (entry) => entry.isDirectory() || (entry.isSymbolicLink() && isFolder(path.join(parent, entry.name))),
    )
    .map(({ name }) => name);
}

function namesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => natural.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
  } catch (thrown) {
    throw systemFailure(folder, thrown);
  }
}

function isFolder(file: string): boolean {
  return statOf(file).isDirectory();
}

function isImage(entry: Dirent): boolean {
  return IMAGE_NAME.test(entry.name) && !entry.isDirectory();
}
