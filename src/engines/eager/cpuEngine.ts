import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
import type { Engine } from '../engine';
import { EagerSession } from './eagerSession';

/** Plain JavaScript: slow, and the oracle that the other engines are held against. */
export async function openCpuEngine(): Promise<Engine> {
  return {
    name: 'cpu',
    device: 'CPU (plain JavaScript, 1 thread)',
    open: async (state) => new EagerSession(state, 'cpu'),
  };
}
