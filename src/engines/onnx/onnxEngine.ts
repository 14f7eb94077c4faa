import os from 'node:os';
import type { Engine } from '../engine';
import { prepareTracing } from '../trace/traceProgram';
import { OnnxSession } from './onnxSession';
import { loadRuntime } from './runtime';

/** Threads that a training of usual size still gains from. */
const MOST_THREADS = 8;

/** Traced programs in onnxruntime on the CPU. */
export async function openOnnxCpuEngine(threads = defaultThreads()): Promise<Engine> {
  const runtime = await loadRuntime();
  await prepareTracing();
  return {
    name: 'onnx-cpu',
    threads,
    device: `CPU (onnxruntime, ${threads} ${threads === 1 ? 'thread' : 'threads'})`,
    open: async (state) =>
      new OnnxSession(
        runtime,
        {
          executionProviders: ['cpu'],
          intraOpNumThreads: threads,
          interOpNumThreads: 1,
          executionMode: 'sequential',
          // The graphs are optimised before they come here; all that onnxruntime adds is time to start.
          graphOptimizationLevel: 'disabled',
          logSeverityLevel: 3,
          extra: {
            session: {
              // Accumulators of weights that no longer change become denormal, which costs 44 times a step's time.
              set_denormal_as_zero: '1',
              // Threads that spin between two operations collapse as soon as anything else runs.
              intra_op: { allow_spinning: '0' },
            },
          },
        },
        state,
      ),
  };
}

function defaultThreads(): number {
  const wanted = Number(process.env.RACECAR_THREADS);
  if (Number.isInteger(wanted) && wanted > 0) return wanted;
  return Math.max(1, Math.min(MOST_THREADS, os.availableParallelism()));
}
