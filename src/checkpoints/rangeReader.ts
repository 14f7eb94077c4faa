import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../config/userError';
import { isMissingFile } from '../runs/fileErrors';

/** A file, or a stretch of one, that is read a range at a time however large it is. */
export interface RangeReader {
  /** Name of the file for messages. */
  readonly file: string;
  /** In bytes. */
  readonly size: number;
  /** Bytes offset … offset+length-1. @throws UserError where the file does not have them */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A range reader over a file that has to be closed. */
export interface OpenFile extends RangeReader {
  close(): Promise<void>;
}

/** The folder of a checkpoint: where its other files are looked for. */
export interface CheckpointFolder {
  /** @throws UserError where there is no such file, or its name leads out of the folder */
  open(name: string): Promise<OpenFile>;
  /** Whether there is such a file in the folder. */
  has(name: string): Promise<boolean>;
}

/** The largest range that is asked for at once: a larger one would be a whole tensor, which is read in pieces. */
const RANGE_LIMIT = 2 ** 30;

/** Opens a file of the file system. @throws UserError where it is missing or cannot be read */
export async function openFile(file: string, shown = file): Promise<OpenFile> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const found = await handle.stat();
    if (!found.isFile()) throw new UserError('It is not a file.', { place: { file: shown } });
    const opened = handle;
    return {
      file: shown,
      size: found.size,
      read: (offset, length) => readFrom(opened, shown, found.size, offset, length),
      close: () => opened.close(),
    };
  } catch (error) {
    await handle?.close();
    throw explained(error, shown);
  }
}

/** The folder that a file lies in. */
export function folderOf(file: string): CheckpointFolder {
  const folder = path.dirname(path.resolve(file));
  const inside = (name: string): string => path.join(folder, safeName(name, file));
  return {
    open: (name) => openFile(inside(name), path.join(path.dirname(file), name)),
    async has(name) {
      try {
        await (await openFile(inside(name))).close();
        return true;
      } catch (error) {
        if (error instanceof UserError) return false;
        throw error;
      }
    },
  };
}

/**
 * A name that a checkpoint gives for another of its files, with / between folders.
 * @param from the file that names it
 * @throws UserError for a name that may lead out of the folder
 */
export function safeName(name: string, from: string): string {
  const parts = name.split(/[/\\]/);
  const leadsOut =
    name === '' ||
    path.posix.isAbsolute(name) ||
    path.win32.isAbsolute(name) ||
    /^[A-Za-z]:/.test(name) ||
    name.includes('\0') ||
    parts.includes('..');
  if (!leadsOut) return path.join(...parts);
  throw new UserError(
    `It names the file ${JSON.stringify(name.slice(0, 200))}, which is outside its folder.`,
    {
      place: { file: from },
      hint: 'Only files beside it or in folders below are read.',
    },
  );
}

/** A stretch of a file as a file of its own. */
export function sliceOf(reader: RangeReader, start: number, size: number): RangeReader {
  return {
    file: reader.file,
    size,
    read(offset, length) {
      checkRange(reader.file, size, offset, length);
      return reader.read(start + offset, length);
    },
  };
}

/**
 * A file of which small ranges that lie near each other are read together.
 * @param window bytes that are read at once, and kept until others are
 */
export function readingAhead(reader: RangeReader, window = 2 ** 16): RangeReader {
  let kept: Uint8Array = new Uint8Array(0);
  let start = 0;
  return {
    ...reader,
    async read(offset, length) {
      checkRange(reader.file, reader.size, offset, length);
      if (length >= window) return reader.read(offset, length);
      if (offset < start || offset + length > start + kept.length) {
        kept = await reader.read(offset, Math.min(window, reader.size - offset));
        start = offset;
      }
      return kept.subarray(offset - start, offset - start + length);
    },
  };
}

/** Bytes in memory as a file. */
export function readerOf(bytes: Uint8Array, file: string): RangeReader {
  return {
    file,
    size: bytes.length,
    read(offset, length) {
      checkRange(file, bytes.length, offset, length);
      return Promise.resolve(bytes.subarray(offset, offset + length));
    },
  };
}

/** @throws UserError where a file does not have a range */
export function checkRange(file: string, size: number, offset: number, length: number): void {
  const isRange = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (isRange && offset + length <= size && length <= RANGE_LIMIT) return;
  throw new UserError(
    length > RANGE_LIMIT
      ? `It asks for ${length} bytes at once, at most ${RANGE_LIMIT} are read.`
      : `It refers to bytes ${offset} to ${offset + length}, but has only ${size}.`,
    { place: { file }, hint: 'The file is damaged or was not written to its end.' },
  );
}

async function readFrom(
  handle: FileHandle,
  file: string,
  size: number,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  checkRange(file, size, offset, length);
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle
      .read(bytes, done, length - done, offset + done)
      .catch((error: unknown) => {
        throw explained(error, file);
      });
    if (bytesRead === 0) {
      throw new UserError('The file became shorter while it was read.', { place: { file } });
    }
    done += bytesRead;
  }
  return bytes;
}

function explained(error: unknown, file: string): unknown {
  if (error instanceof UserError) return error;
  const missing = isMissingFile(error);
  return new UserError(missing ? 'There is no such file.' : `The file cannot be read: ${messageOf(error)}.`, {
    place: { file },
    hint: missing ? 'Check the path.' : 'Check that it is a file and that you may read it.',
    cause: error,
  });
}
