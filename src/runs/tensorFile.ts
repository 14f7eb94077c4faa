import type { FileHandle } from 'node:fs/promises';
import { open, readFile } from 'node:fs/promises';
import { messageOf, UserError } from '../config/userError';
import { writeFileAtomically } from './atomicFile';
import type { HostTensor } from '../network/hostTensor';
import type { TensorFile } from './safetensors';
import { decodeSafetensors, encodeSafetensors, toFloat32 } from './safetensors';
import type { TensorHeader } from './safetensorsHeader';
import { emptyRecord, HEADER_START, parseHeader, readHeaderLength } from './safetensorsHeader';

/**
 * Reads a safetensors file.
 *
 * @throws UserError where the file is missing, cannot be read or is malformed
 */
export async function readTensorFile(path: string): Promise<TensorFile> {
  return decodeSafetensors(await explained(path, () => readFile(path)), path);
}

/** Reads names, types, shapes and metadata only, however large the file. Errors as in readTensorFile. */
export async function readTensorFileHeader(path: string): Promise<TensorHeader> {
  return withHeader(path, ({ header }) => Promise.resolve(header));
}

/** Reads those of the named tensors that a file has, and nothing else of it. Errors as in readTensorFile. */
export async function readTensors(
  path: string,
  names: readonly string[],
): Promise<Record<string, HostTensor>> {
  return withHeader(path, async ({ file, header, dataStart }) => {
    const tensors = emptyRecord<HostTensor>();
    for (const name of names) {
      const entry = header.tensors[name];
      if (entry === undefined) continue;
      const bytes = await readRange(file, dataStart + entry.begin, entry.end - entry.begin);
      tensors[name] = { shape: entry.shape, data: toFloat32(bytes, name, entry, path) };
    }
    return tensors;
  });
}

interface OpenTensorFile {
  readonly file: FileHandle;
  readonly header: TensorHeader;
  /** Where the values begin, in bytes. */
  readonly dataStart: number;
}

async function withHeader<T>(path: string, use: (opened: OpenTensorFile) => Promise<T>): Promise<T> {
  return explained(path, async () => {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const start = await readRange(file, 0, Math.min(HEADER_START, size));
      const length = readHeaderLength(start, size, path);
      const dataStart = HEADER_START + length;
      const header = parseHeader(await readRange(file, HEADER_START, length), size - dataStart, path);
      return await use({ file, header, dataStart });
    } finally {
      await file.close();
    }
  });
}

/** Writes a safetensors file; until it is complete, a file that was there before stays. */
export async function writeTensorFile(
  path: string,
  tensors: Readonly<Record<string, HostTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  await writeFileAtomically(path, encodeSafetensors(tensors, metadata));
}

/** Bytes at … at+length-1; zeros where the file ends earlier, as it may while it is being replaced. */
async function readRange(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes;
}

/** Turns what the file system has to say into an error for the user. */
async function explained<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown;
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    const message = missing ? 'There is no such file.' : `The file cannot be read: ${messageOf(thrown)}.`;
    const hint = missing
      ? 'Check the path; relative paths are relative to the config file, or to the working folder in a command.'
      : 'Check that it is a file and that you may read it.';
    throw new UserError(message, { place: { file: path }, hint, cause: thrown });
  }
}
