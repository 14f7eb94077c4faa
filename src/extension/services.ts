import type * as vscode from 'vscode';
import type { Supervisor } from '../trainer/supervisor';
import type { ConfigFiles } from './configFiles';
import type { InspectionFocus } from './layers/inspectionFocus';
import type { RunStore } from './runs/runStore';

/** What the parts of the extension share. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  /** The output channel "Racecar". */
  readonly log: vscode.LogOutputChannel;
  /** Trainings that this window carries out. */
  readonly supervisor: Supervisor;
  /** Runs as the disk has them, whoever trains them. */
  readonly runs: RunStore;
  /** The configs of the workspace. */
  readonly configs: ConfigFiles;
  /** What the user looks at, for the Layers view. */
  readonly focus: InspectionFocus;
}
