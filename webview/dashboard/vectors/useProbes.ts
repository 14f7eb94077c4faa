import { useMemo } from 'preact/hooks';
import { t } from '../../page/l10n';
import type { RunStore } from '../../store/runStore';
import { useTensors } from '../../store/useTensors';
import { useProbeLabels } from '../reconstructions/useProbeLabels';
import type { ProbeFacts } from './DirectionDetail';
import { inputTensorName, layerSamples, patchGeometry } from './layerInput';

/** What the probes of the snapshot shown put into a layer, or why that cannot be told. */
export interface ProbeView {
  readonly facts: ProbeFacts | undefined;
  readonly trouble: string | undefined;
}

/** @param index  of the layer; -1 for none */
export function useProbes(run: RunStore, index: number): ProbeView {
  const facts = run.facts.value;
  const layers = facts?.layers ?? [];
  const layer = layers[index];
  const name = layer === undefined ? '' : inputTensorName(layers, index);
  const { tensors, step, loading, error } = useTensors(run, name === '' ? [] : [name]);
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
    facts: { samples, labels: labels ?? [], classNames: facts?.data.classNames ?? [] },
    trouble: undefined,
  };
}

function missingText(hasProbes: boolean): string {
  return hasProbes
    ? t('It is not known how this layer goes over its input, so the data’s directions are not shown.')
    : t('The snapshot holds no probes, so the data’s directions are not shown.');
}
