const END_OF_DIRECTORY = 0x06054b50;
const END_SIZE = 22;
const ENTRY = 0x02014b50;
const ENTRY_SIZE = 46;

export interface ZipEntry {
  readonly name: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /** Bytes in the archive. */
  readonly packedSize: number;
}

/**
 * The files in a zip archive, from its central directory (APPNOTE.TXT 4.3.12 and 4.3.16; no zip64).
 * @throws when it is no zip archive
 */
export function zipEntries(archive: Buffer): ZipEntry[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + END_SIZE > archive.length || archive.readUInt32LE(end) !== END_OF_DIRECTORY) {
    throw new Error('not a zip archive: it has no central directory');
  }
  const entries: ZipEntry[] = [];
  let offset = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count--) {
    if (archive.readUInt32LE(offset) !== ENTRY) throw new Error('a zip archive with a broken directory');
    const nameEnd = offset + ENTRY_SIZE + archive.readUInt16LE(offset + 28);
    entries.push({
      name: archive.toString('utf8', offset + ENTRY_SIZE, nameEnd),
      size: archive.readUInt32LE(offset + 24),
      packedSize: archive.readUInt32LE(offset + 20),
    });
    offset = nameEnd + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return entries;
}
