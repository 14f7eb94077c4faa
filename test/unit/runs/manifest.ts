import os from 'node:os';
import type { RunManifest } from '../../../src/runs/runManifest';

/** The manifest of a run, some of its facts replaced. */
export function manifest(facts: Partial<RunManifest> = {}): RunManifest {
  return {
    format: 1,
    id: 'run',
    name: 'peak',
    mode: 'std',
    seed: 0,
    config: { data: { kind: 'peak' }, network: {}, training: {} } as unknown as RunManifest['config'],
    configFile: 'peak.racecar.json',
    engine: 'wasm',
    device: 'CPU',
    versions: {},
    status: 'running',
    created: '2026-01-01T00:00:00.000Z',
    updated: new Date().toISOString(),
    pid: process.pid,
    host: os.hostname(),
    data: { shape: [28, 28, 1], classNames: ['0', '1'], train: 2, validation: 0, test: 2 },
    steps: 10,
    step: 0,
    warnings: [],
    ...facts,
  };
}
