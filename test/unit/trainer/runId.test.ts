import { expect, it } from 'vitest';
import { newRunId } from '../../../src/trainer/newManifest';

const NOW = new Date('2026-11-21T09:30:00.123Z');

it.each([
  ['peak', /^peak-rr-s0-20261121-093000-[0-9a-f]{4}$/],
  ['my net (v2)', /^my-net-v2-rr-s0-/],
  // A config named ".racecar.json" has an empty name; a dash in front would be an option's.
  ['', /^run-rr-s0-/],
  ['--mode', /^mode-rr-s0-/],
  ['隠れ層', /^run-rr-s0-/],
  ['x'.repeat(300), /^x{100}-rr-s0-/],
])('the run of a config named %s has an id that is a folder’s name and no option', (name, id) => {
  expect(newRunId(name, 'rr', 0, NOW)).toMatch(id);
});
