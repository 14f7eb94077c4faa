import type { MetricsLine } from '../../../src/runs/metrics';

/** A logged step of no interest but for being there. */
export function metricsLine(step: number, more: Partial<MetricsLine> = {}): MetricsLine {
  return {
    ...{ step, epoch: step, seconds: step, loss: 1, taskLoss: 1 },
    ...{ penalties: {}, learningRate: 1, layers: {} },
    ...more,
  };
}
