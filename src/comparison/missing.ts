import type { LocalizableText } from '../diagnostics/findings/finding';
import { localizable } from '../diagnostics/findings/finding';
import type { ComparedRun } from './comparedRun';

/** Why a run has no value of something that its training would have given. */
export function whyNotMeasured({ facts: { status, step, error } }: ComparedRun): LocalizableText {
  switch (status) {
    case 'failed':
      return localizable('the run failed at step {0}', error?.step ?? step);
    case 'stopped':
      return localizable('the run was stopped at step {0}', step);
    case 'interrupted':
      return localizable('the run was interrupted at step {0}', step);
    case 'queued':
      return localizable('the run has not begun');
    case 'running':
    case 'paused':
      return localizable('the run is at step {0} and has not measured it yet', step);
    case 'finished':
      return localizable('the run did not record it');
  }
}

/** How far a run is that has not been carried through; undefined for a finished one. */
export function whyUnfinished(run: ComparedRun): LocalizableText | undefined {
  const { status, step, steps, error } = run.facts;
  switch (status) {
    case 'finished':
      return undefined;
    case 'failed':
      return localizable('failed at step {0} of {1}', error?.step ?? step, steps);
    case 'stopped':
      return localizable('stopped at step {0} of {1}', step, steps);
    case 'interrupted':
      return localizable('interrupted at step {0} of {1}', step, steps);
    case 'queued':
      return localizable('not begun');
    case 'running':
      return localizable('at step {0} of {1}', step, steps);
    case 'paused':
      return localizable('paused at step {0} of {1}', step, steps);
  }
}
