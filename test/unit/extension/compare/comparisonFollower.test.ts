import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ComparisonUpdate } from '../../../../src/extension/compare/comparisonFollower';
import { ComparisonFollower } from '../../../../src/extension/compare/comparisonFollower';
import { manifest } from '../../runs/manifest';

const root = mkdtempSync(path.join(os.tmpdir(), 'comparison-'));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function writeRun(name: string, points: number, facts: Parameters<typeof manifest>[0] = {}): string {
  const directory = path.join(root, name);
  mkdirSync(path.join(directory, 'snapshots'), { recursive: true });
  writeFileSync(path.join(directory, 'run.json'), JSON.stringify(manifest({ status: 'finished', ...facts })));
  log(directory, 0, points);
  return directory;
}

function log(directory: string, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const line = {
      step: i,
      epoch: i,
      seconds: i,
      loss: i,
      taskLoss: i,
      penalties: {},
      learningRate: 1,
      layers: {},
    };
    appendFileSync(path.join(directory, 'metrics.jsonl'), `${JSON.stringify(line)}\n`);
  }
}

/** Everything that is told until there is nothing more to tell. */
async function all(follower: ComparisonFollower): Promise<ComparisonUpdate> {
  const told: { runs: ComparisonUpdate['runs'][number][]; courses: ComparisonUpdate['courses'][number][] } = {
    runs: [],
    courses: [],
  };
  do {
    const { runs, courses } = await follower.look(true);
    told.runs.push(...runs);
    told.courses.push(...courses);
  } while (follower.isBehind);
  return told;
}

describe('a comparison’s host', () => {
  it('tells facts and results first, then outlines, and courses of what is watched alone', async () => {
    const keys = [writeRun('a', 5), writeRun('b', 8)];
    const follower = new ComparisonFollower();
    follower.setRuns(keys);
    const whole = await follower.whole();
    expect(whole.map(({ facts, results, metrics }) => [facts?.mode, results?.configFile, metrics])).toEqual([
      ['std', 'peak.racecar.json', undefined],
      ['std', 'peak.racecar.json', undefined],
    ]);
    const first = await all(follower);
    expect(first.runs.map(({ key, metrics }) => [key, metrics?.rows])).toEqual([
      [keys[0], 5],
      [keys[1], 8],
    ]);
    expect(first.courses).toEqual([]);
    follower.watch(['taskLoss']);
    const { courses } = await all(follower);
    expect(courses.map(({ key, names, counts }) => [key, names, counts])).toEqual([
      [keys[0], ['taskLoss'], [5]],
      [keys[1], ['taskLoss'], [8]],
    ]);
    expect([...new Float64Array(courses[0]!.values)]).toEqual([0, 1, 2, 3, 4]);
    expect((await all(follower)).courses).toEqual([]);
  });

  it('tells all points of a stretch that is looked at closely, of the runs that there are', async () => {
    const keys = [writeRun('a', 5000), writeRun('b', 8)];
    const follower = new ComparisonFollower();
    follower.setRuns(keys);
    follower.watch(['taskLoss']);
    await follower.whole();
    const { courses } = await all(follower);
    expect(courses.map(({ counts, logged }) => [counts[0]! < 2100, logged[0]])).toEqual([
      [true, 5000],
      [true, 8],
    ]);
    const stretches = [...keys, 'gone'].map((run) => ({ run, from: 100, to: 900 }));
    const details = await follower.details(['taskLoss', 'unknown'], stretches);
    expect(details.map(({ key, counts, logged }) => [key, counts, logged])).toEqual([
      [keys[0], [803, 0], [803, 0]],
      [keys[1], [1, 0], [1, 0]],
    ]);
    expect([...new Uint32Array(details[0]!.steps)]).toEqual(Array.from({ length: 803 }, (_, i) => 99 + i));
    const all5000 = { run: keys[0]!, from: 0, to: Number.MAX_SAFE_INTEGER };
    const [thinned] = await follower.details(['taskLoss'], [all5000]);
    expect([thinned!.counts[0]! < 2100, thinned!.logged[0]]).toEqual([true, 5000]);
    const [whole] = await follower.details(['taskLoss'], [all5000], true);
    expect([...new Float64Array(whole!.values)]).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });

  it('tells what is new of a run that goes on, and nothing of the others', async () => {
    const keys = [writeRun('a', 5), writeRun('b', 5, { status: 'running' })];
    const follower = new ComparisonFollower();
    follower.setRuns(keys);
    follower.watch(['taskLoss']);
    await follower.whole();
    await all(follower);
    log(keys[1]!, 5, 7);
    const { runs, courses } = await all(follower);
    expect(runs.map(({ key, metrics }) => [key, metrics?.rows])).toEqual([[keys[1], 7]]);
    expect(courses.map(({ key, counts }) => [key, counts])).toEqual([[keys[1], [7]]]);
  });

  it('comes to all of many runs, each look going on where the one before stopped', async () => {
    const keys = [writeRun('a', 5), writeRun('b', 5), writeRun('c', 5)];
    // A look has time for one run.
    const follower = new ComparisonFollower(0);
    follower.setRuns(keys);
    await follower.whole();
    await all(follower);
    for (const key of keys) log(key, 5, 6);
    const looks: (readonly string[])[] = [];
    do {
      const { runs } = await follower.look(true);
      looks.push(runs.map(({ key }) => key));
    } while (follower.isInRound || follower.isBehind);
    expect(looks.flat()).toEqual(keys);
    expect(looks.length).toBeGreaterThan(2);
  });

  it('says when steps were taken back, and not when some were added', async () => {
    const key = writeRun('a', 5, { status: 'running' });
    const follower = new ComparisonFollower();
    follower.setRuns([key]);
    await follower.whole();
    const rewinds = async () => (await all(follower)).runs.map(({ metrics }) => metrics?.rewinds);
    expect(await rewinds()).toEqual([false]);
    log(key, 5, 8);
    expect(await rewinds()).toEqual([false]);
    log(key, 6, 12);
    expect(await rewinds()).toEqual([true]);
  });

  it('says of a folder that is gone that it is, and keeps what it had', async () => {
    const keys = [writeRun('a', 5)];
    const follower = new ComparisonFollower();
    follower.setRuns(keys);
    follower.watch(['taskLoss']);
    await follower.whole();
    await all(follower);
    rmSync(keys[0]!, { recursive: true });
    const { runs } = await all(follower);
    expect(runs[0]!.trouble).toMatch('no run here');
    follower.forgetPage();
    follower.watch(['taskLoss']);
    expect((await all(follower)).courses[0]!.counts).toEqual([5]);
  });
});
