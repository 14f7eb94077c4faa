import { describe, expect, it } from 'vitest';
import { ConfigText } from '../../../../src/config/configText';
import { parseConfig } from '../../../../src/config/parseConfig';
import { resolveConfig } from '../../../../src/config/resolve';
import type { Finding } from '../../../../src/diagnostics/findings/finding';
import { localizable } from '../../../../src/diagnostics/findings/finding';
import type { CandidateRun } from '../../../../src/extension/findings/latestRun';
import { latestRun } from '../../../../src/extension/findings/latestRun';
import { placeFindings } from '../../../../src/extension/findings/placeFindings';

const TEXT = `{
  // two drawn classes
  "data": { "kind": "peak", "train": 20, "test": 10 },
  "network": {
    "input": [28, 28, 1],
    "layers": [
      { "type": "flatten" },
      { "type": "dense", "name": "hidden", "units": 8 },
      { "type": "dense", "name": "output", "units": 2 }
    ]
  },
  "regularization": { "mode": "rr", "rr": { "lambda": 1e-6 } },
  "training": { "epochs": 5, "optimizer": { "type": "adam", "learningRate": 0.001 } }
}
`;

function finding(...path: (string | number)[]): Finding {
  const message = localizable('found');
  return { rule: 'rule', severity: 'warning', message, reason: message, numbers: {}, step: 1, path };
}

/** What a run of the config records. */
const recorded: unknown = JSON.parse(
  JSON.stringify(resolveConfig(parseConfig(TEXT, 'a').config, { train: 20, all: 30 })),
);

/** The texts that are marked when the config has been edited since the run. */
function marked(text: string, ...findings: Finding[]): string[] {
  return placeFindings(findings, new ConfigText(text, 'a'), parseConfig(text, 'a').config, recorded).map(
    ({ range }) => text.slice(range.offset, range.offset + range.length),
  );
}

describe('a finding in the editor', () => {
  it('marks the key that it concerns, or the entry of a list', () => {
    expect(marked(TEXT, finding('regularization', 'rr', 'lambda'))).toEqual(['"lambda"']);
    expect(marked(TEXT, finding('network', 'layers', 1))).toEqual([
      '{ "type": "dense", "name": "hidden", "units": 8 }',
    ]);
  });

  it('marks what a key that is left out would be part of', () => {
    expect(marked(TEXT, finding('training', 'loss'))).toEqual(['"training"']);
    expect(marked(TEXT.replace(/ {2}"regularization".*\n/, ''), finding('regularization', 'ort'))).toEqual(
      [],
    );
  });

  it('stays while other sections, comments and the seed change', () => {
    const edited = TEXT.replace('two drawn classes', 'circles').replace(
      '"epochs": 5',
      '"epochs": 9, "seed": 4',
    );
    expect(marked(edited, finding('regularization', 'rr', 'lambda'), finding('training', 'loss'))).toEqual([
      '"lambda"',
    ]);
    const seed = TEXT.replace('"epochs": 5', '"epochs": 5, "seed": 4');
    expect(marked(seed, finding('training', 'loss'))).toEqual(['"training"']);
  });

  it('goes when its section changes', () => {
    const edited = TEXT.replace('1e-6', '1e-5');
    expect(marked(edited, finding('regularization', 'rr', 'lambda'))).toEqual([]);
    expect(marked(TEXT.replace('"units": 8', '"units": 9'), finding('network', 'layers', 1))).toEqual([]);
  });
});

describe('the run that a config shows findings of', () => {
  const run = (created: string, status: CandidateRun['status'], mode = 'rr'): CandidateRun => ({
    created,
    status,
    mode,
    seed: 0,
  });

  it("is the newest of the config's mode", () => {
    const newest = run('2026-01-02', 'finished');
    expect(latestRun([run('2026-01-01', 'failed'), newest, run('2026-01-03', 'finished', 'std')], 'rr')).toBe(
      newest,
    );
    expect(latestRun([newest], 'ort')).toBeUndefined();
  });

  it('is none while a newer one is under way or was stopped', () => {
    const old = run('2026-01-01', 'finished');
    for (const status of ['running', 'queued', 'stopped', 'interrupted'] as const) {
      expect(latestRun([old, run('2026-01-02', status)], 'rr')).toBeUndefined();
    }
    expect(latestRun([old, run('2026-01-02', 'failed')], 'rr')).toMatchObject({ status: 'failed' });
  });
});
