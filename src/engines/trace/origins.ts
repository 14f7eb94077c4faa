import type { DataId, TensorInfo } from '@tensorflow/tfjs-core';
import { activeLayer } from '../../network/layerScope';

/**
 * Which layer the tensors of a trace belong to, for errors. Those made while a layer computes are its own; those of a
 * penalty or a gradient have what their operands say, a layer's own tensors first.
 */
export class Origins {
  private readonly own = new WeakMap<DataId, string>();
  private readonly inherited = new WeakMap<DataId, string>();

  /** @param layer of a weight; else the layer that is being computed */
  made({ dataId }: TensorInfo, layer: string | undefined = activeLayer()): void {
    if (layer !== undefined) this.own.set(dataId, layer);
  }

  derived({ dataId }: TensorInfo, operands: readonly TensorInfo[]): void {
    const layer = this.layerOf(operands);
    if (layer !== undefined) this.inherited.set(dataId, layer);
  }

  layerOf(operands: readonly TensorInfo[]): string | undefined {
    const first = (layers: WeakMap<DataId, string>) =>
      operands.map(({ dataId }) => layers.get(dataId)).find((layer) => layer !== undefined);
    return activeLayer() ?? first(this.own) ?? first(this.inherited);
  }
}
