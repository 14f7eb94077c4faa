/** Writes the sections of docs/metrics.md from the catalogue: `node build/runTypeScript.mjs build/metricsDocs.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { METRICS, MODEL_METRICS } from '../src/diagnostics/kernel/metricCatalogue';

const FILE = 'docs/metrics.md';
const MARK =
  '<!-- The sections below are written from src/diagnostics/kernel/metricCatalogue.ts by build/metricsDocs.ts. -->';

const NEEDS = {
  spectrum: 'the singular values',
  matrix: 'the kernel itself',
  energies: 'the layer’s inputs (`--data`; the snapshots of a run keep what it takes)',
  data: 'the layer’s inputs (`--data`, for a run too)',
  network: 'the data and the whole network (`--data`; a run records them)',
} as const;

type Entry = (typeof METRICS)[number] | (typeof MODEL_METRICS)[number];

function section({ label, formula, meaning, caveat, needs, source }: Entry): string {
  return `### ${label}\n\n    ${formula}\n\n${meaning}\n\n**Beware.** ${caveat} **Needs** ${NEEDS[needs]}. **From** ${source}.\n`;
}

const before = readFileSync(FILE, 'utf8').split(MARK)[0]!;
const parts = [
  '## Of a kernel\n',
  ...METRICS.map(section),
  '## Of a whole model\n',
  ...MODEL_METRICS.map(section),
];
writeFileSync(FILE, `${before}${MARK}\n\n${parts.join('\n')}`);
