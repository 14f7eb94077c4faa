import type { UserError } from '../config/userError';
import type { RunProgress, StartedRun, TrainingRequest } from '../messages/trainerMessages';
import type { RunManifest } from '../runs/runManifest';

export type RunPhase = 'queued' | 'starting' | 'running' | 'paused' | 'stopping' | 'ended';

/** How a run ended. */
export interface RunEnd {
  readonly status: 'finished' | 'failed' | 'stopped' | 'interrupted';
  /** As it is on disk then; absent when the run never had a folder. */
  readonly manifest?: RunManifest;
  /** Why there is no run, or no manifest. */
  readonly error?: UserError;
}

/** A training in a process of its own, waiting for its turn or going on. */
export interface SupervisedRun {
  /** Names it in this process, before it has a folder. */
  readonly ticket: string;
  readonly request: TrainingRequest;
  readonly phase: RunPhase;
  /** As soon as it has its folder. */
  readonly run?: StartedRun | undefined;
  readonly progress?: RunProgress | undefined;
  /** False while its process gives no sign of life: a step takes long, or it hangs. */
  readonly responsive: boolean;
  /** Calls a listener whenever one of the above has changed; what is returned ends that. */
  onChange(listener: () => void): () => void;
  /** Lets it wait after the step it is at, until it may continue. */
  pause(): void;
  continue(): void;
  /** Ends it after the step it is at, in a state that can be resumed; by force when that takes too long. */
  stop(): Promise<RunEnd>;
  /** Ends it by force, at once; it can be resumed from its last checkpoint. */
  kill(): Promise<RunEnd>;
  /** Never rejects. */
  readonly ended: Promise<RunEnd>;
}
