import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findKernels } from '../../../src/checkpoints/kernels';
import { openCheckpointFrom } from '../../../src/checkpoints/openCheckpoint';
import type { CheckpointFolder, OpenFile } from '../../../src/checkpoints/rangeReader';
import { folderOf, openFile } from '../../../src/checkpoints/rangeReader';

const folder = mkdtempSync(path.join(tmpdir(), 'racecar-7b-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The tensors of a model of 6.7 billion parameters. */
function sevenBillion(): [name: string, shape: number[]][] {
  const layers = Array.from({ length: 32 }, (_, layer): [string, number[]][] => [
    ...['q', 'k', 'v', 'o'].map((each): [string, number[]] => [
      `model.layers.${layer}.self_attn.${each}_proj.weight`,
      [4096, 4096],
    ]),
    [`model.layers.${layer}.mlp.gate_proj.weight`, [11008, 4096]],
    [`model.layers.${layer}.mlp.up_proj.weight`, [11008, 4096]],
    [`model.layers.${layer}.mlp.down_proj.weight`, [4096, 11008]],
    [`model.layers.${layer}.input_layernorm.weight`, [4096]],
  ]).flat();
  return [['model.embed_tokens.weight', [32000, 4096]], ...layers, ['lm_head.weight', [32000, 4096]]];
}

/** Writes the tensors as bfloat16 of zeros that take no space on the disk, in files of about 5 GB. */
function writeSparse(tensors: readonly (readonly [string, number[]])[]): string {
  const shards: [string, number[]][][] = [[]];
  let bytes = 0;
  for (const [name, shape] of tensors) {
    const size = shape.reduce((product, side) => product * side, 2);
    if (bytes + size > 5e9) {
      shards.push([]);
      bytes = 0;
    }
    bytes += size;
    shards.at(-1)!.push([name, [...shape]]);
  }
  const weightMap: Record<string, string> = {};
  for (const [index, shard] of shards.entries()) {
    const file = `model-${index + 1}-of-${shards.length}.safetensors`;
    let offset = 0;
    const header: Record<string, object> = { __metadata__: { format: 'pt' } };
    for (const [name, shape] of shard) {
      const end = offset + shape.reduce((product, side) => product * side, 2);
      header[name] = { dtype: 'BF16', shape, data_offsets: [offset, end] };
      weightMap[name] = file;
      offset = end;
    }
    const json = new TextEncoder().encode(JSON.stringify(header));
    const start = new Uint8Array(8 + json.length);
    new DataView(start.buffer).setBigUint64(0, BigInt(json.length), true);
    start.set(json, 8);
    writeFileSync(path.join(folder, file), start);
    truncateSync(path.join(folder, file), start.length + offset);
  }
  const index = path.join(folder, 'model.safetensors.index.json');
  writeFileSync(index, JSON.stringify({ metadata: {}, weight_map: weightMap }));
  return index;
}

it('a model of 7 billion parameters in several files opens by reading their headers alone', async () => {
  const tensors = sevenBillion();
  const index = writeSparse(tensors);
  let bytesRead = 0;
  let reads = 0;
  const counted = (file: OpenFile): OpenFile => ({
    ...file,
    read(offset, length) {
      bytesRead += length;
      reads++;
      return file.read(offset, length);
    },
  });
  const beside = folderOf(index);
  const shards: CheckpointFolder = { ...beside, open: async (name) => counted(await beside.open(name)) };
  const checkpoint = await openCheckpointFrom(counted(await openFile(index)), path.basename(index), shards);
  expect(checkpoint).toMatchObject({ description: 'safetensors, 3 files', notes: [] });
  expect(checkpoint.tensors).toHaveLength(tensors.length);
  expect(checkpoint.tensors.reduce((sum, { info }) => sum + info.byteLength, 0)).toBeGreaterThan(13e9);
  expect(bytesRead).toBeLessThan(200_000);
  expect(reads).toBeLessThan(20);
  const kernels = findKernels(checkpoint);
  expect(kernels).toHaveLength(32 * 7 + 2);
  expect(kernels[1]).toMatchObject({
    name: 'model.layers.0.self_attn.q_proj',
    form: { rows: 4096, columns: 4096 },
  });

  // The last of them, more than 4 GB into its file.
  const { info } = checkpoint.tensors.at(-2)!;
  expect(info).toMatchObject({ name: 'model.layers.31.input_layernorm.weight', dtype: 'bf16' });
  bytesRead = 0;
  expect((await checkpoint.readTensor(info.name)).every((value) => value === 0)).toBe(true);
  expect(bytesRead).toBe(8192);
  await checkpoint.close();
});
