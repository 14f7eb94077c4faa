import type { Finding } from './finding';
import { localizable, numberText } from './finding';
import type { EvidenceLayer, RunEvidence } from './runEvidence';
import { isFarEnough, layerPath } from './runEvidence';
import { median, newest } from './series';

/** What reaches the layer is still more like the truth than not. */
const ARRIVES = 0.5;
/** What leaves it is no better than nothing: 1 is the error of an empty picture. */
const LOST = 0.9;
/** A batch's error is noisy; the last logged ones are taken together. */
const RECENT = 5;
/** Before that many logged points and steps no layer has learned to rebuild anything. */
const POINTS = 20;
const STEPS = 100;

/**
 * The reverse pass breaks at one layer: its output is rebuilt (relative error ‖r − h‖² / ‖h‖² at most 0.5), its own input
 * is not (0.9 or more). Only where a reverse penalty was trained, since without one every layer's error is about 1;
 * and not at the last layer, whose few outputs cannot hold what its input holds.
 */
export function reversePath(run: RunEvidence): Finding[] {
  if (!run.regularizers.includes('rr') || !isFarEnough(run)) return [];
  const kernels = run.layers.filter((layer) => layer.hasKernel);
  return kernels.slice(0, -1).flatMap((layer, index) => {
    const above = recentError(run, kernels[index + 1]!);
    const here = recentError(run, layer);
    if (above === undefined || here === undefined) return [];
    if (above.error > ARRIVES || here.error < LOST) return [];
    return [
      {
        rule: 'reverse-path',
        severity: 'warning',
        layer: layer.name,
        message: localizable(
          'reverse path broken at {0}: relative error {1} above it, {2} at its input',
          placeOf(run, layer),
          numberText(above.error),
          numberText(here.error),
        ),
        reason: localizable(
          'The layers above rebuild their inputs, this one does not, so nothing below it is rebuilt either. Strides, pooling or too few units may have thrown away what the reverse pass would need.',
        ),
        numbers: { above: above.error, here: here.error },
        step: here.step,
        path: layerPath(run, layer.name),
      },
    ];
  });
}

/** The layer with those without weights before it, through which its input is rebuilt too: "conv2 (with pool1)". */
function placeOf({ layers }: RunEvidence, layer: EvidenceLayer): string {
  const at = layers.indexOf(layer);
  let from = at;
  while (from > 0 && !layers[from - 1]!.hasKernel) from--;
  const passed = layers.slice(from, at).filter(({ type }) => type !== 'flatten');
  return passed.length === 0 ? layer.name : `${layer.name} (${passed.map(({ name }) => name).join(', ')})`;
}

function recentError(run: RunEvidence, { name }: EvidenceLayer): { error: number; step: number } | undefined {
  const points = newest(run, run.layerColumn(name, 'reverseErrorFull'), POINTS);
  const step = points.at(-1)?.step ?? 0;
  if (points.length < POINTS || step < STEPS) return undefined;
  return { error: median(points.slice(-RECENT).map(({ value }) => value)), step };
}
