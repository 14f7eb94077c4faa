import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import type { Checkpoint, TensorInfo } from '../../../src/checkpoints/checkpoint';
import { openCheckpoint, openCheckpointFrom } from '../../../src/checkpoints/openCheckpoint';
import type { OpenFile } from '../../../src/checkpoints/rangeReader';
import { readerOf } from '../../../src/checkpoints/rangeReader';
import { UserError } from '../../../src/config/userError';

const fixtures = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../fixtures/checkpoints');

/** A checkpoint that another program wrote: see make_checkpoints.py beside it. */
export function fixture(name: string): string {
  return path.join(fixtures, name);
}

/** The bytes of one, and of one that is kept compressed, NAME.gz, those of NAME. */
export function fixtureBytes(name: string): Uint8Array<ArrayBuffer> {
  const bytes = readFileSync(fixture(name));
  return new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

/** What the fixtures' tensors hold: entry i, counted row by row, is i / 8 - 1. */
export function ramp(count: number, start = 0): number[] {
  return Array.from({ length: count }, (_, i) => (start + i) / 8 - 1);
}

export function infoOf(checkpoint: Checkpoint, name: string): TensorInfo {
  return checkpoint.tensors.find(({ info }) => info.name === name)!.info;
}

export async function valuesOf(checkpoint: Checkpoint, name: string): Promise<number[]> {
  return [...(await checkpoint.readTensor(name))];
}

/** Bytes as an open file. Counts what is read of them. */
export function openBytes(bytes: Uint8Array, name: string): OpenFile & { bytesRead(): number } {
  const reader = readerOf(bytes, name);
  let count = 0;
  return {
    ...reader,
    read(offset, length) {
      count += length;
      return reader.read(offset, length);
    },
    bytesRead: () => count,
    close: () => Promise.resolve(),
  };
}

/** Opens bytes as a checkpoint without other files beside it. */
export function openAsCheckpoint(bytes: Uint8Array, name: string): Promise<Checkpoint> {
  return openCheckpointFrom(openBytes(bytes, name), name, {
    open: (other) => Promise.reject(new UserError(`there is no ${other}`)),
    has: () => Promise.resolve(false),
  });
}

/**
 * Opens bytes and reads every tensor. What may come of bytes that nobody vouches for: tensors, or an error for the user.
 * @throws whatever else is thrown, which is a bug
 */
export async function exhaust(bytes: Uint8Array, name: string): Promise<UserError | Checkpoint> {
  try {
    const checkpoint = await openAsCheckpoint(bytes, name);
    for (const { info } of checkpoint.tensors) {
      await checkpoint.readTensor(info.name).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
      });
    }
    return checkpoint;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** A folder that is removed after the file's tests. */
export function temporaryFolder(): {
  write(name: string, content: string | Uint8Array): string;
  path: string;
} {
  const folder = mkdtempSync(path.join(tmpdir(), 'racecar-checkpoints-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    path: folder,
    write(name, content) {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      return file;
    },
  };
}

export async function refusal(file: string): Promise<UserError> {
  try {
    await (await openCheckpoint(file)).close();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`${file} was opened`);
}
