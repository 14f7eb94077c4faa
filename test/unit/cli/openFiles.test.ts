import { existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readArguments } from '../../../src/cli/command';
import { inspect } from '../../../src/cli/commands/inspect';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import { temporaryFolder } from '../data/temporaryFolder';

const DESCRIPTORS = '/proc/self/fd';
const folder = temporaryFolder();

/** The files of this test that this process has open. */
function openFiles(): string[] {
  return readdirSync(DESCRIPTORS).flatMap((descriptor) => {
    try {
      const file = readlinkSync(path.join(DESCRIPTORS, descriptor));
      return file.startsWith(folder) ? [path.basename(file)] : [];
    } catch {
      // That of the listing itself is closed by now.
      return [];
    }
  });
}

it.runIf(existsSync(DESCRIPTORS))(
  'an inspection of a layer that is not there leaves no file open',
  async () => {
    const file = path.join(folder, 'model.safetensors');
    const kernel = { shape: [2, 2], data: Float32Array.of(2, 0, 0, 1) };
    writeFileSync(file, encodeSafetensors({ 'a/kernel': kernel }));
    const refused = inspect.run(readArguments(inspect, [file, '--layer', 'nope']));
    await expect(refused).rejects.toThrow('--layer: found "nope", expected one of a');
    expect(openFiles()).toEqual([]);
  },
);
