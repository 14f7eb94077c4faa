import type { WindowOptions } from '../../runner/window';
import { peaks } from '../../support/workspaces';

/** Each test has a config of its own, and so runs of its own; `long` ones are ended by the test. */
export default {
  workspace: peaks({ short: 60, set: 40, stopped: 200_000, paused: 200_000, killed: 200_000, task: 20 }),
} satisfies WindowOptions;
