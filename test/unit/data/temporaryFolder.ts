import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'fast-png';
import { afterAll } from 'vitest';

/** An empty folder that is removed after the tests of the file that asked for it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'racecar-data-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file with the folders that lead to it, and returns its path. */
export function write(folder: string, name: string, content: Uint8Array | string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** A PNG of 8 bits; `values` go row by row, channels innermost. */
export function png(width: number, height: number, values: readonly number[], channels = 1): Uint8Array {
  return encode({ width, height, channels, depth: 8, data: Uint8Array.from(values) });
}
