import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRuntime } from '../../../src/engines/onnx/runtime';
import { dist, tinyConfig, Workspace } from './support';

const workspace = new Workspace();
workspace.write('tiny.racecar.json', tinyConfig());
const home = workspace.path('home');

/** What would keep onnxruntime from counting, or have it write elsewhere: here nothing but Racecar may. */
const HUSHING = [
  ...['ORT_DISABLE_TELEMETRY', 'XDG_CACHE_HOME', 'CI', 'TF_BUILD', 'GITHUB_ACTIONS', 'GITLAB_CI'],
  ...['CIRCLECI', 'TRAVIS', 'JENKINS_URL'],
];

/** Calls the command as somebody whose home is empty. */
function racecarAtHome(...args: string[]): void {
  const left = Object.entries(process.env).filter(([name]) => !HUSHING.includes(name));
  const env = { ...Object.fromEntries(left), HOME: home, USERPROFILE: home };
  const { status, stderr } = spawnSync(process.execPath, [path.join(dist, 'cli.js'), ...args], {
    cwd: workspace.folder,
    env,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
}

describe('telemetry', () => {
  it('of onnxruntime is off wherever it is loaded: nothing is collected at home', async () => {
    mkdirSync(home);
    racecarAtHome('train', 'tiny.racecar.json', '--engine', 'onnx-cpu', '--runs', 'runs');
    const [run] = readdirSync(workspace.path('runs'));
    racecarAtHome('inspect', path.join('runs', run!));
    racecarAtHome('engines');
    expect(readdirSync(home, { recursive: true })).toEqual([]);
    await loadRuntime();
    expect(process.env.ORT_DISABLE_TELEMETRY).toBe('1');
  });
});
