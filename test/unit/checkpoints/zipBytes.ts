import { crc32 } from 'node:zlib';

export interface ZipPart {
  readonly name: string;
  /** As it lies in the archive. */
  readonly data: Uint8Array;
  /** That the directory says it has. */
  readonly size: number;
  readonly method: 0 | 8;
  /** The entry whose bytes this one claims as its own. */
  readonly sameAs?: number;
}

/** A zip archive, also one whose directory lies. */
export function zipOf(parts: readonly ZipPart[]): Uint8Array {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const [index, { name, data, size, method, sameAs }] of parts.entries()) {
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(method, 8);
    header.writeUInt16LE(Buffer.byteLength(name), 26);
    offsets[index] = sameAs === undefined ? at : offsets[sameAs]!;
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(checksum(data), 16);
    entry.writeUInt32LE(sameAs === undefined ? data.length : parts[sameAs]!.data.length, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(offsets[index], 42);
    directory.push(entry, Buffer.from(name));
    if (sameAs !== undefined) continue;
    chunks.push(header, Buffer.from(name), Buffer.from(data));
    at += 30 + Buffer.byteLength(name) + data.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...chunks, listed, end]));
}

/** Node has it since version 20.15. */
function checksum(data: Uint8Array): number {
  return typeof crc32 === 'function' ? crc32(data) : 0;
}

/** What torch.save() would write around a pickle. @param pickle a character a byte */
export function pickleArchive(
  pickle: string,
  storages: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array {
  const files = { 'data.pkl': new Uint8Array(Buffer.from(pickle, 'latin1')), ...storages };
  return zipOf(
    Object.entries(files).map(([name, data]) => ({
      name: `archive/${name}`,
      data,
      size: data.length,
      method: 0,
    })),
  );
}
