import { messageOf, UserError } from '../config/userError';
import type { CheckpointParts, StoredTensor } from './checkpoint';
import { damaged } from './checkpoint';
import { countOf, listOf } from './lists';
import type { CheckpointFolder, OpenFile } from './rangeReader';
import { safeName } from './rangeReader';

/** Reads one of the files. */
type ReadShard = (shard: OpenFile, name: string) => Promise<CheckpointParts>;

/**
 * A model in several files, which an index such as model.safetensors.index.json names. Files that are not there are named
 * in the notes, with how many tensors are lost with them.
 *
 * @param index  the parsed index
 * @param files  takes the files that are opened
 * @throws UserError where the index is none, a file's name leads out of the folder, or no file can be read
 */
export async function readShardedModel(
  index: object,
  file: string,
  folder: CheckpointFolder,
  files: OpenFile[],
  readShard: ReadShard,
): Promise<CheckpointParts> {
  const expected = tensorsByShard(index, file);
  // Every name first: an index that leads anywhere else is not trusted in part.
  for (const shard of expected.keys()) safeName(shard, file);
  const tensors: StoredTensor[] = [];
  const notes: string[] = [];
  let parts: CheckpointParts | undefined;
  for (const [shard, names] of expected) {
    try {
      const opened = await folder.open(shard);
      files.push(opened);
      parts = await readShard(opened, shard);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      notes.push(`${shard} is left out, with ${countOf(names.size, 'tensor')}: ${messageOf(error)}`);
      continue;
    }
    tensors.push(...parts.tensors.filter(({ info }) => names.has(info.name)));
    notes.push(...mismatches(shard, names, parts.tensors), ...(parts.notes ?? []));
  }
  if (parts === undefined) {
    throw new UserError(
      `None of its ${countOf(expected.size, 'file')} can be read: ${notes[0] ?? 'it names none'}`,
      {
        place: { file },
        hint: 'The files of a model lie beside its index.',
      },
    );
  }
  const description = `${parts.description}, ${countOf(expected.size, 'file')}`;
  return { ...parts, description, tensors, notes };
}

function mismatches(shard: string, expected: ReadonlySet<string>, found: readonly StoredTensor[]): string[] {
  const names = new Set(found.map(({ info }) => info.name));
  const missing = [...expected].filter((name) => !names.has(name));
  const extra = [...names].filter((name) => !expected.has(name));
  return [
    ...(missing.length > 0 ? [`${shard} lacks ${listOf(missing)}, which the index says is in it`] : []),
    ...(extra.length > 0 ? [`${shard} has ${listOf(extra)}, which the index does not name`] : []),
  ];
}

function tensorsByShard(index: object, file: string): ReadonlyMap<string, ReadonlySet<string>> {
  const wrong = (message: string) => damaged(file, 'the index of a model', message);
  const map = (index as { weight_map?: unknown }).weight_map;
  if (typeof map !== 'object' || map === null) throw wrong('The index has no weight_map.');
  const shards = new Map<string, Set<string>>();
  for (const [tensor, shard] of Object.entries(map)) {
    if (typeof shard !== 'string') throw wrong(`The weight_map names no file for "${tensor}".`);
    const names = shards.get(shard) ?? new Set();
    shards.set(shard, names.add(tensor));
  }
  return shards;
}
