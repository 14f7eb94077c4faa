import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { HostTensor, HostTensors } from '../../network/hostTensor';
import type { Program } from '../../training/program';
import { optimise } from '../trace/passes';
import type { Shapes, TracedProgram } from '../trace/traceProgram';
import { shapesOf, traceProgram } from '../trace/traceProgram';
import type { OnnxGraph } from './model';
import { encodeModel } from './model';
import type { OnnxRuntime } from './runtime';

export type Tensors = Record<string, Tensor>;

/** Makes sessions of onnxruntime on one provider, and closes them all. */
export class Compiler {
  private readonly sessions: InferenceSession[] = [];

  constructor(
    private readonly runtime: OnnxRuntime,
    private readonly options: InferenceSession.SessionOptions,
  ) {}

  trace(program: Program, state: Shapes, inputs: HostTensors): TracedProgram {
    const onCpu = this.options.executionProviders?.includes('cpu') === true;
    return optimise(traceProgram(program, state, shapesOf(inputs)), onCpu);
  }

  /** @param onDevice names of the outputs that stay where they were computed */
  async compile(graph: OnnxGraph, onDevice: readonly string[] = []): Promise<InferenceSession> {
    const places = Object.fromEntries(onDevice.map((name) => [name, 'gpu-buffer' as const]));
    const session = await this.runtime.InferenceSession.create(encodeModel(graph, 'racecar'), {
      ...this.options,
      ...(onDevice.length === 0 ? {} : { preferredOutputLocation: places }),
    });
    this.sessions.push(session);
    return session;
  }

  tensor({ shape, data }: HostTensor): Tensor {
    return new this.runtime.Tensor('float32', data, [...shape]);
  }

  count(steps: number): Tensor {
    return new this.runtime.Tensor('int64', BigInt64Array.of(BigInt(steps)), []);
  }

  close(): void {
    for (const session of this.sessions.splice(0)) void session.release();
  }
}

/** What a program is compiled for. */
export function keyOf(program: Program, inputs: HostTensors): string {
  return `${program.name} ${Object.entries(inputs)
    .map(([name, { shape }]) => `${name}[${shape.join()}]`)
    .join(' ')}`;
}
