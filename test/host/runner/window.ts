import type { Workspace } from '../support/workspaces';

/** How a window for tests is set up. */
export interface WindowOptions {
  /** Fresh for every window. */
  readonly workspace: Workspace;
  readonly settings?: Readonly<Record<string, unknown>>;
}
