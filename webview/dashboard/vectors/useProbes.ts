import { useMemo } from 'preact/hooks';
import { t } from '../../page/l10n';
import type { RunStore } from '../../store/runStore';
import { useTensors } from '../../store/useTensors';
import { useProbeLabels } from '../reconstructions/useProbeLabels';
import type { LayerSamples } from './layerInput';
import { inputTensorName, layerSamples, patchGeometry } from './layerInput';

/** What the snapshot's probes say beside a direction. */
export interface ProbeFacts {
  readonly samples: LayerSamples;
  /** By probe. */
  readonly labels: readonly number[];
  readonly classNames: readonly string[];
  /** Of a sample. */
  readonly imageShape: readonly number[];
}

/** What the probes of the snapshot shown put into a layer, or why that cannot be told. */
export interface ProbeView {
  readonly facts: ProbeFacts | undefined;
  readonly trouble: string | undefined;
}

/**
 * @param index   of the layer; -1 for none
 * @param wanted  the snapshot's step
 */
export function useProbes(run: RunStore, index: number, wanted: number | undefined): ProbeView {
  const facts = run.facts.value;
  const layers = facts?.layers ?? [];
  const layer = layers[index];
  const name = layer === undefined ? '' : inputTensorName(layers, index);
  const { tensors, step, loading, error } = useTensors(run, name === '' ? [] : [name], wanted);
  const labels = useProbeLabels(run, step);
  const tensor = tensors[name];
  const samples = useMemo(
    () =>
      tensor === undefined || layer === undefined
        ? undefined
        : layerSamples(tensor, layer, patchGeometry(facts?.config, index, layer)),
    [tensor, layer?.name],
  );
  if (samples === undefined) {
    const isWaiting = error === undefined && (step === undefined || loading);
    return {
      facts: undefined,
      trouble: isWaiting ? t('loading …') : (error ?? missingText(tensor !== undefined)),
    };
  }
  return {
    facts: {
      samples,
      labels: labels ?? [],
      classNames: facts?.data.classNames ?? [],
      imageShape: facts?.data.shape ?? [],
    },
    trouble: undefined,
  };
}

function missingText(hasProbes: boolean): string {
  return hasProbes
    ? t('It is not known how this layer goes over its input, so the data’s directions are not shown.')
    : t('The snapshot holds no probes, so the data’s directions are not shown.');
}
