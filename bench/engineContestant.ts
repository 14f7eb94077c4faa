/**
 * One engine of ours as a contestant, in a process of its own: engine.js WASM_FOLDER ENGINE [WORKLOAD]. It talks as
 * peers/contestant.py does: {"first": true}, {"ready": …}, and an answer to each line with a number of seconds.
 * Without a workload it only tries whether the engine starts.
 */
import { createInterface } from 'node:readline';
import { messageOf } from '../src/config/userError';
import { openEngine } from '../src/engines/choose';
import type { EngineName } from '../src/engines/engine';
import type { HostTensors } from '../src/network/hostTensor';
import { stepInputs, stepProgram } from '../src/training/stepProgram';
import type { Message } from './contestant';
import { COMPARED_STEPS } from './contestant';
import type { Workload } from './workloads';
import { denormalCases, problemOf, workloads } from './workloads';

const WARM_UP_SECONDS = 0.5;
/** For the learning rate's schedule, which is constant. */
const TOTAL_STEPS = 1e6;

function say(message: Message): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function main(wasmFolder: string, name: EngineName, workload: string | undefined): Promise<void> {
  const { engine } = await openEngine(name, { wasmFolder });
  if (workload === undefined) return;
  const all: Readonly<Record<string, Workload>> = { ...workloads, ...denormalCases };
  const { model, weights, slots, batches } = problemOf(all[workload]!);
  const session = await engine.open({ ...weights, ...slots });
  const program = stepProgram(model);
  let step = 0;
  let stepSeconds = Infinity;

  /** As the training loop asks for steps: several at once, inputs made anew for each, every loss read. */
  async function train(count: number): Promise<number[]> {
    const inputs: HostTensors[] = [];
    for (const end = step + count; step < end; step++) {
      inputs.push({ ...batches[step % batches.length], ...stepInputs(model, step, TOTAL_STEPS) });
    }
    return (await session.step(program, inputs)).map(({ loss }) => loss!.data[0]!);
  }

  async function trainFor(seconds: number): Promise<number> {
    // A call of slow steps would outlast the round. A single step is another case than several, so two at least.
    const perCall = Math.min(session.stepsPerCall, Math.max(2, Math.round(seconds / stepSeconds)));
    const start = performance.now();
    const first = step;
    while (performance.now() - start < seconds * 1000) await train(perCall);
    stepSeconds = (performance.now() - start) / 1000 / (step - first);
    return step - first;
  }

  const losses = await train(1);
  say({ first: true });
  while (losses.length < COMPARED_STEPS) {
    losses.push(...(await train(Math.min(session.stepsPerCall, COMPARED_STEPS - losses.length))));
  }
  await trainFor(WARM_UP_SECONDS / 5);
  await trainFor(WARM_UP_SECONDS);
  say({ ready: true, losses, device: engine.device });

  for await (const line of createInterface({ input: process.stdin })) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    const steps = await trainFor(Number(line));
    const { user, system } = process.cpuUsage(cpu);
    say({
      steps,
      seconds: (performance.now() - start) / 1000,
      cpuSeconds: (user + system) / 1e6,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    });
  }
  session.close();
}

const [wasmFolder, name, workload] = process.argv.slice(2);
main(wasmFolder!, name as EngineName, workload).catch((error: unknown) => {
  // The parent shows the last line.
  process.stderr.write(`${messageOf(error).replaceAll('\n', ' ')}\n`);
  process.exit(1);
});
