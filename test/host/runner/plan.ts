/**
 * What a process that runs suites is told. It may be an extension host or a plain Node.js, so it is told by a file, whose
 * path is in the environment.
 */
export interface Plan {
  /** CommonJS files that call mocha's `describe`. */
  readonly suites: readonly string[];
  /** Only tests whose full title matches. */
  readonly grep?: string | undefined;
  /** The file that takes what happens, one JSON object a line. */
  readonly results: string;
}

/** The variable that holds the path of a plan. */
export const PLAN_VARIABLE = 'RACECAR_HOST_TEST_PLAN';

/** A line of the results file. */
export type TestEvent =
  | { readonly event: 'began'; readonly title: string }
  | {
      readonly event: 'ended';
      readonly title: string;
      readonly outcome: 'passed' | 'failed' | 'skipped';
      readonly milliseconds: number;
      readonly error?: string;
    }
  /** It failed and is tried once more. */
  | { readonly event: 'again'; readonly title: string; readonly error: string }
  /** All suites have run. */
  | { readonly event: 'done' };
