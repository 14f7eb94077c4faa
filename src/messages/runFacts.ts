import { regularizersOf } from '../config/mode';
import type { LayerPlan } from '../config/networkPlan';
import { planNetwork } from '../config/networkPlan';
import { stepsPerEpoch } from '../config/resolve';
import type { RunManifest, RunStatus } from '../runs/runManifest';
import type { LayerFacts, RunFacts } from './dashboardMessages';

/**
 * What a page is told of a run.
 *
 * @param status  as it is now; the manifest of a killed run still says "running"
 */
export function runFacts(manifest: RunManifest, status: RunStatus): RunFacts {
  const { data, config, error, threads, started, ended, stepsPerSecond } = manifest;
  return {
    id: manifest.id,
    name: manifest.name,
    mode: manifest.mode,
    seed: manifest.seed,
    engine: manifest.engine,
    device: manifest.device,
    ...(threads === undefined ? {} : { threads }),
    status,
    created: manifest.created,
    ...(started === undefined ? {} : { started }),
    ...(ended === undefined ? {} : { ended }),
    steps: manifest.steps,
    step: manifest.step,
    ...(stepsPerSecond === undefined ? {} : { stepsPerSecond }),
    stepsPerEpoch: finite(stepsPerEpoch(config, data.train)),
    data: { ...data, kind: config.data.kind },
    layers: layerFacts(manifest),
    regularizers: regularizersOf(manifest.mode),
    warnings: manifest.warnings,
    ...(error === undefined
      ? {}
      : {
          error: { message: error.message, ...(error.step === undefined ? {} : { step: error.step }) },
        }),
    config,
  };
}

/** A manifest is checked only loosely, so a config that another version wrote may have no plan here; then none is told. */
function layerFacts({ config }: RunManifest): LayerFacts[] {
  const { network } = config;
  if (!Array.isArray(network.input) || !Array.isArray(network.layers)) return [];
  try {
    return planNetwork(network).layers.map(factsOf);
  } catch {
    return [];
  }
}

function factsOf({
  name,
  options,
  hasKernel,
  inputShape,
  outputShape,
  weights,
  parameters,
}: LayerPlan): LayerFacts {
  const kernel = weights.find((weight) => weight.name === 'kernel');
  return {
    name,
    type: options.type,
    activation: 'activation' in options ? options.activation : 'linear',
    inputShape,
    outputShape,
    hasKernel,
    ...(kernel === undefined ? {} : { kernelShape: kernel.shape }),
    parameters,
  };
}

function finite(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 1;
}
