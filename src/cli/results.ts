import type { LayerResult, RunManifest } from '../runs/runManifest';
import { formatNumber, formatPercent, formatTable } from './table';

/** The one JSON object that `train --json` prints for a run. */
export function trainJson(directory: string, manifest: RunManifest): object {
  const { id, mode, seed, engine, device, step, stepsPerSecond, status, final, layers } = manifest;
  const { error = manifest.interruption } = manifest;
  return {
    run: id,
    dir: directory,
    mode,
    seed,
    engine,
    device,
    steps: step,
    stepsPerSecond: stepsPerSecond ?? 0,
    ...(status === 'finished' ? {} : { status }),
    ...(error === undefined ? {} : { error }),
    ...(final === undefined ? {} : { final }),
    ...(layers === undefined ? {} : { layers }),
  };
}

/** One row a run: what each mode did to the network. */
export function resultsTable(manifests: readonly RunManifest[]): string {
  const finished = manifests.filter((manifest) => manifest.layers !== undefined);
  const rows = finished.map((manifest) => {
    const first = manifest.layers![0]!;
    return [
      manifest.mode,
      String(manifest.seed),
      formatNumber(first.reverseError.full),
      formatNumber(first.stableRank),
      formatNumber(first.singularValues[0]),
      formatPercent(topShare(first, 1)),
      formatPercent(topShare(first, first.dataEnergy.length)),
      formatPercent(manifest.final?.trainAccuracy),
      formatPercent(manifest.final?.testAccuracy),
    ];
  });
  const columns = [
    'mode',
    'seed',
    'rebuild error',
    'stable rank',
    'largest σ',
    'captured by 1',
    'captured by all',
    'train',
    'test',
  ];
  return formatTable(
    columns.map((title, index) => ({ title, align: index === 0 ? 'left' : 'right' })),
    rows,
  );
}

/** What the columns of the table mean, for the first layer with a kernel. */
export function resultsLegend(manifest: RunManifest): string {
  const first = manifest.layers?.[0];
  if (first === undefined) return '';
  return [
    `Layer "${first.name}" [${first.shape.join(' × ')}], on the training set:`,
    '  rebuild error    ‖r₀ − x‖² / ‖x‖², the input as the reverse pass rebuilds it; 0 is perfect, 1 no better than nothing',
    "  stable rank      Σσ² / σ²max, how many directions share the kernel's weight",
    "  captured by 1    share of the data's energy along the best single direction of the kernel's input space",
    '  captured by all  share along all of them',
    '',
  ].join('\n');
}

/** Data energy along the directions that hold most of it. */
export function topShare({ dataEnergy }: LayerResult, count: number): number {
  return [...dataEnergy]
    .map((share) => share ?? 0)
    .sort((a, b) => b - a)
    .slice(0, count)
    .reduce((sum, share) => sum + share, 0);
}
