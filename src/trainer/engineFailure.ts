import { messageOf, UserError } from '../config/userError';
import type { Engine, EngineSession } from '../engines/engine';
import type { HostTensors } from '../network/hostTensor';

/** An engine did not do what it was asked: it lost its device, lacks an operation, or has no memory left. */
export class EngineFailure extends UserError {
  /** @param reason what the engine itself said, as the cause */
  constructor(
    readonly engine: Engine,
    reason: unknown,
  ) {
    super(`the engine ${engine.name} failed: ${messageOf(reason)}`, {
      kind: 'run',
      cause: reason,
      ...(reason instanceof UserError && reason.hint !== undefined ? { hint: reason.hint } : {}),
    });
  }
}

/**
 * A session whose errors say that they come from the engine, so that they are told from those of the training and of
 * the disk.
 */
export async function openGuarded(engine: Engine, state: HostTensors): Promise<EngineSession> {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw new EngineFailure(engine, error);
    }
  };
  const session = await guarded(() => engine.open(state));
  return {
    stepsPerCall: session.stepsPerCall,
    run: (program, inputs) => guarded(() => session.run(program, inputs)),
    step: (program, inputs) => guarded(() => session.step(program, inputs)),
    state: () => guarded(() => session.state()),
    close: () => session.close(),
  };
}
