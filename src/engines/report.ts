import { messageOf } from '../config/userError';
import type { EngineEnvironment, EngineReport, OpenedEngine } from './choose';
import { tryEngine } from './choose';
import type { Engine, EngineName, Trial } from './engine';
import { ENGINE_NAMES } from './engine';
import type { Hardware } from './hardware';
import { cpuHardware, gpuHardware } from './hardware';
import { standardTrial } from './standardStep';
import { firstSteps, secondsAStep, verify } from './verify';

export interface ReportOptions {
  /** Told before each engine is tried. */
  readonly onEngine?: (name: EngineName) => void;
  /** Told of the identity of each engine that computes what onnx-cpu does. */
  readonly onVerified?: (identity: string) => void;
}

/** Tries every engine, and measures its speed on a standard step. */
export async function reportEngines(
  environment: EngineEnvironment,
  { onEngine, onVerified }: ReportOptions = {},
): Promise<EngineReport[]> {
  const trial = standardTrial();
  const gpu = await gpuHardware();
  const reference = await tryEngine('onnx-cpu', environment);
  const reports: EngineReport[] = [];
  for (const name of ENGINE_NAMES) {
    onEngine?.(name);
    const opened = await tryEngine(name, environment);
    const report =
      'engine' in opened ? await measured(opened.engine, reference, trial, gpu) : unavailable(opened);
    if (report.available && 'engine' in opened && opened.engine.identity !== undefined) {
      onVerified?.(opened.engine.identity);
    }
    reports.push(report);
  }
  return reports;
}

function unavailable({ name, ...why }: Exclude<OpenedEngine, { engine: Engine }>): EngineReport {
  return { name, available: false, ...why };
}

async function measured(
  engine: Engine,
  reference: OpenedEngine,
  trial: Trial,
  gpu: Hardware | undefined,
): Promise<EngineReport> {
  const { name } = engine;
  try {
    if (engine.identity !== undefined && 'engine' in reference) {
      const verdict = await verify(engine, reference.engine, trial, false);
      if (!verdict.agrees)
        throw new Error(`it is not onnx-cpu's equal on the standard step: ${verdict.difference}`);
    }
    const stepsPerSecond = 1 / (await speedOf(engine, trial));
    const isGpu = /^GPU|gpu|cuda|directml|coreml/.test(name) && !engine.device.startsWith('software');
    const { name: hardware, ...facts } = (isGpu ? gpu : cpuHardware()) ?? { name: undefined };
    const device = hardware === undefined ? engine.device : `${engine.device}, ${hardware}`;
    return { name, available: true, device, ...facts, stepsPerSecond };
  } catch (error) {
    return {
      name,
      available: false,
      reason: `the engine ${name} starts, but cannot be used: ${messageOf(error)}`,
    };
  }
}

async function speedOf(engine: Engine, trial: Trial): Promise<number> {
  const session = await engine.open(trial.state);
  try {
    // The plain JavaScript of cpu takes seconds for what the others need to become warm.
    if (engine.name !== 'cpu') await firstSteps(session, trial);
    return await secondsAStep(session, trial);
  } finally {
    session.close();
  }
}
