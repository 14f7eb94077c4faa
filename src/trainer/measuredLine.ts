import type { HostTensors } from '../network/hostTensor';
import type { LayerMetrics, MetricsLine } from '../runs/metrics';
import { reverseErrorsOf } from './evaluation';
import type { LayerSpectrum } from './snapshot';
import { spectrumMetrics } from './snapshot';

/** A line of metrics.jsonl without what the step itself tells. */
export type LineWithoutLoss = Omit<MetricsLine, 'loss' | 'taskLoss' | 'penalties'>;

/** What is measured of a state, with the outputs of the programs that speak of layers. */
export type Measured = Omit<LineWithoutLoss, 'layers'> & {
  /** Of `reverseErrorProgram`. */
  readonly errors: HostTensors;
  /** Of `kernelProgram`. */
  readonly kernels: HostTensors;
};

/** @param spectra of the same state, at a snapshot */
export function lineOf(
  { errors, kernels, ...line }: Measured,
  spectra: readonly LayerSpectrum[] | undefined,
): LineWithoutLoss {
  return { ...line, layers: layerMetrics(valuesOf(errors), valuesOf(kernels), spectra) };
}

/** @param outputs of `stepProgram` or `lossProgram` */
export function lossesOf(outputs: HostTensors): Pick<MetricsLine, 'loss' | 'taskLoss' | 'penalties'> {
  const values = valuesOf(outputs);
  const penalties = Object.entries(values)
    .filter(([name]) => name.startsWith('penalty/'))
    .map(([name, value]) => [name.slice('penalty/'.length), value[0]!]);
  return {
    loss: values.loss![0]!,
    taskLoss: values.taskLoss![0]!,
    penalties: Object.fromEntries(penalties) as Record<string, number>,
  };
}

function layerMetrics(
  errors: Record<string, ArrayLike<number>>,
  kernels: Record<string, ArrayLike<number>>,
  spectra: readonly LayerSpectrum[] | undefined,
): Record<string, LayerMetrics> {
  const byLayer = Object.entries(reverseErrorsOf(errors)).map(
    ([name, reverseError]): [string, LayerMetrics] => {
      const spectrum = spectra?.find(({ layer }) => layer.name === name);
      return [
        name,
        {
          reverseError,
          norm: kernels[`${name}/norm`]![0]!,
          orthogonalityError: kernels[`${name}/orthogonality`]![0]!,
          ...(spectrum === undefined ? {} : spectrumMetrics(spectrum)),
        },
      ];
    },
  );
  return Object.fromEntries(byLayer);
}

function valuesOf(tensors: HostTensors): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data]));
}
