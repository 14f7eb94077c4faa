import { UserError } from '../config/userError';
import type { CheckpointParts, StoredTensor } from './checkpoint';
import { damaged } from './checkpoint';
import { countOf, listOf } from './lists';
import type { FoundTensors } from './pickle/findTensors';
import { findTensors } from './pickle/findTensors';
import { readPickle } from './pickle/readPickle';
import type { StorageRange } from './pytorchTensor';
import { pytorchTensor } from './pytorchTensor';
import type { RangeReader } from './rangeReader';
import type { ZipArchive, ZipEntry } from './zip';

/** Largest pickle that is read: it holds names and shapes, the values lie in files of their own. */
export const PICKLE_LIMIT = 2 ** 26;

const SHOWN_REFUSALS = 50;
/** Letters of a key in a note. */
const SHOWN_KEY = 200;

/** The entry that holds the names of an archive's tensors; undefined where it is no PyTorch archive. */
export function pytorchPickle({ entries }: ZipArchive): ZipEntry | undefined {
  return [...entries.values()].find(({ name }) => name === 'data.pkl' || name.endsWith('/data.pkl'));
}

/** A file that torch.save() wrote: a zip archive of a pickle and of storages. The pickle is read as data, never executed. */
export async function readPytorch(
  archive: ZipArchive,
  pickle: ZipEntry,
  reader: RangeReader,
  fileName: string,
): Promise<CheckpointParts> {
  const wrong = (message: string) => damaged(reader.file, 'a PyTorch checkpoint', message);
  if (pickle.size > PICKLE_LIMIT) {
    throw wrong(`Its pickle has ${pickle.size} bytes, at most ${PICKLE_LIMIT} are read.`);
  }
  const { value } = readPickle(await archive.read(pickle), 0, wrong);
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  const order = archive.entries.get(`${folder}byteorder`);
  const isBig =
    order !== undefined && new TextDecoder().decode(await archive.read(order, 16)).trim() === 'big';
  const storages = new Map<string, Promise<StorageRange | string>>();
  const storageOf = (key: string) => {
    const known = storages.get(key) ?? storageRange(archive, `${folder}data/${key}`, isBig);
    storages.set(key, known);
    return known;
  };
  const found = findTensors(value);
  const tensors: StoredTensor[] = [];
  for (const each of found.tensors) tensors.push(await pytorchTensor(each, fileName, storageOf));
  return {
    format: 'pytorch',
    description: 'PyTorch',
    tensors,
    notes: notesOf(found),
  };
}

async function storageRange(
  archive: ZipArchive,
  name: string,
  isBig: boolean,
): Promise<StorageRange | string> {
  const entry = archive.entries.get(name);
  if (entry === undefined) return `its storage ${name} is missing`;
  if (!entry.isStored) return `its storage ${name} is compressed, which torch.save() does not do`;
  try {
    const { reader, offset } = await archive.stored(entry);
    return { reader, offset, size: entry.size, littleEndian: !isBig };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}

/** What was refused, in sentences. */
export function notesOf({ refused, duplicates, leftOut }: FoundTensors): string[] {
  const notes = [...refused].slice(0, SHOWN_REFUSALS).map(([path, { key, count }]) => {
    const where = key === '' ? 'at the top' : `at "${shortened(key)}"`;
    const more = count > 1 ? ` and ${countOf(count - 1, 'more time')}` : '';
    return `Refused ${path}, ${where}${more}: making it would mean executing what the file asks for`;
  });
  if (refused.size > SHOWN_REFUSALS)
    notes.push(`Refused ${refused.size - SHOWN_REFUSALS} more kinds of objects for the same reason`);
  if (duplicates.length > 0)
    notes.push(`Names that come twice, of which the first is shown: ${listOf(duplicates.map(shortened))}`);
  if (leftOut > 0)
    notes.push(`${countOf(leftOut, 'tensor')} left out: their names are too long, or there are too many`);
  return notes;
}

function shortened(key: string): string {
  return key.length > SHOWN_KEY ? `${key.slice(0, SHOWN_KEY)}…` : key;
}
