import type { Tensor } from '@tensorflow/tfjs-core';
import { dispose, enableProdMode, engine, setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import type { HostTensor, HostTensors } from '../../network/hostTensor';
import type { NamedTensors } from '../../network/network';
import type { Program, ProgramResult } from '../../training/program';
import type { EngineSession } from '../engine';

// Without it tfjs advertises another backend on stderr.
enableProdMode();

/** Runs programs operation by operation on the tfjs backend that is active. */
export class EagerSession implements EngineSession {
  readonly stepsPerCall = 1;
  private tensors: Record<string, Tensor>;

  /** @param backend a tfjs backend that has been initialised, or initialises at once */
  constructor(
    state: HostTensors,
    private readonly backend: string,
  ) {
    this.activate();
    this.tensors = upload(state);
  }

  async run(program: Program, inputs: HostTensors): Promise<HostTensors> {
    const result = this.call(program, inputs);
    dispose({ ...result.state });
    return download(result.outputs);
  }

  async step(program: Program, inputs: readonly HostTensors[]): Promise<HostTensors[]> {
    const outputs: HostTensors[] = [];
    for (const each of inputs) {
      const result = this.call(program, each);
      for (const [name, next] of Object.entries(result.state ?? {})) {
        this.tensors[name]?.dispose();
        this.tensors[name] = next;
      }
      outputs.push(download(result.outputs));
    }
    return outputs;
  }

  async state(): Promise<HostTensors> {
    this.activate();
    return Object.fromEntries(Object.entries(this.tensors).map(([name, value]) => [name, toHost(value)]));
  }

  close(): void {
    dispose(this.tensors);
    this.tensors = {};
  }

  private activate(): void {
    if (engine().backendName !== this.backend) void setBackend(this.backend);
  }

  private call(program: Program, inputs: HostTensors): ProgramResult {
    this.activate();
    const uploaded = upload(inputs);
    try {
      return tidy(() => program.run(this.tensors, uploaded) as ProgramResult & Record<string, NamedTensors>);
    } finally {
      dispose(uploaded);
    }
  }
}

function upload(values: HostTensors): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(values).map(([name, { data, shape }]) => [name, tensor(data, [...shape], 'float32')]),
  );
}

function download(tensors: NamedTensors): HostTensors {
  const values = Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, toHost(value)]));
  dispose({ ...tensors });
  return values;
}

/** The copy matters: a backend may hand out its own memory. */
function toHost(value: Tensor): HostTensor {
  return { shape: value.shape, data: Float32Array.from(value.dataSync()) };
}
