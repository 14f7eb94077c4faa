import type { KernelMeasurement } from './layerMetrics';

/** Layers that are kept; each has its singular values, 32 kB of a kernel with 4096 of them. */
const KEPT = 4096;

/** Measurements by the contents of the kernel, the least recently used going first. */
export class MetricsCache {
  private readonly kept = new Map<string, KernelMeasurement>();

  /** What was measured before, or what `measure` gives. A measurement that fails is not kept. */
  async get(key: string, measure: () => Promise<KernelMeasurement>): Promise<KernelMeasurement> {
    const known = this.kept.get(key);
    const measurement = known ?? (await measure());
    this.kept.delete(key);
    this.kept.set(key, measurement);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return measurement;
  }
}
