import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors } from '../../../src/runs/safetensors';
import { tinyConfig, Workspace } from './support';

const workspace = new Workspace();
workspace.write('tiny.racecar.json', tinyConfig({ training: { snapshotEvery: 2 } }));

describe('racecar export', async () => {
  const dir = await workspace.train('tiny.racecar.json');
  const id = path.basename(dir);

  it('writes a model that rebuilds the last snapshot, and tells what goes in and comes out', async () => {
    const { code, stdout, stderr } = await workspace.racecar('export', id, '--onnx', 'last.onnx');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^last\\.onnx \\(.*\\): ${id}, step 6\n`));
    expect(stdout).toMatch(/\ninput +x +batch × 28 × 28 × 1\noutput +logits +batch × 2\n/);
    const model = readFileSync(workspace.path('last.onnx'));
    const snapshot = path.join(dir, 'snapshots', '6.safetensors');
    const kernel = decodeSafetensors(readFileSync(snapshot), snapshot).tensors['hidden/kernel']!.data;
    expect(model.includes(Buffer.from(kernel.buffer, kernel.byteOffset, kernel.byteLength))).toBe(true);
    expect(model.includes(`The network of the run ${id}`)).toBe(true);
    const session = await InferenceSession.create(workspace.path('last.onnx'));
    const results = await session.run({
      x: new Tensor('float32', new Float32Array(3 * 784).fill(1), [3, 28, 28, 1]),
    });
    expect(results.logits!.dims).toEqual([3, 2]);
    expect(results['hidden/full']!.dims).toEqual([3, 28, 28, 1]);
    await session.release();
  });

  it('takes the weights of another step, and prints JSON', async () => {
    const [told] = await workspace.json('export', id, '--onnx', 'first.onnx', '--step', '0');
    expect(told).toMatchObject({ run: id, step: 0, file: workspace.path('first.onnx') });
    expect(told!['inputs']).toEqual([{ name: 'x', shape: ['batch', 28, 28, 1] }]);
    expect(readFileSync(workspace.path('first.onnx')).length).toBe(told!['bytes']);
  });

  it('says what is missing, and writes nothing', async () => {
    const none = await workspace.racecar('export', id);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toMatch('missing --onnx FILE');
    const step = await workspace.racecar('export', id, '--onnx', 'none.onnx', '--step', '3');
    expect(step).toMatchObject({ code: 2, stdout: '' });
    expect(step.stderr).toMatch('the run has no snapshot of step 3\n  It has 0, 2, 4, 6.');
    expect(existsSync(workspace.path('none.onnx'))).toBe(false);
  });

  it('offers the snapshot before where the last is damaged, and a report is written without it', async () => {
    const last = path.join(dir, 'snapshots', '6.safetensors');
    writeFileSync(last, readFileSync(last).subarray(0, 1000));
    for (const args of [
      ['export', id, '--onnx', 'none.onnx'],
      ['inspect', id],
    ]) {
      const { code, stderr } = await workspace.racecar(...args);
      expect(code).toBe(2);
      expect(stderr).toMatch(last);
      expect(stderr).toMatch(/\n {2}--step 4 takes the snapshot before it\.\n/);
    }
    const report = await workspace.racecar('report', id, '--html', 'report.html');
    expect(report.code).toBe(0);
    expect(report.stderr).toMatch(`${last}: left out, it cannot be read: `);
    expect(existsSync(workspace.path('report.html'))).toBe(true);
  });
});
