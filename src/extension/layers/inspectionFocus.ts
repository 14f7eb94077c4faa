import * as vscode from 'vscode';

/** Where the dashboard of a run stands. */
export interface RunCursor {
  readonly directory: string;
  /** The step that the user moved to; undefined while the newest is followed. */
  readonly step: number | undefined;
}

/** What the user looks at, as other parts of the extension tell it; the Layers view follows. */
export class InspectionFocus implements vscode.Disposable {
  private readonly runs = new vscode.EventEmitter<string>();
  private readonly cursors = new vscode.EventEmitter<RunCursor>();

  /** A run was chosen: the directory of its folder. */
  readonly onRun = this.runs.event;
  readonly onCursor = this.cursors.event;
  /** The run that was chosen last, and where each run's dashboard stands, for whoever comes later. */
  lastRun: string | undefined;
  readonly steps = new Map<string, number | undefined>();

  showRun(directory: string): void {
    this.lastRun = directory;
    this.runs.fire(directory);
  }

  moveCursor(cursor: RunCursor): void {
    this.steps.set(cursor.directory, cursor.step);
    this.cursors.fire(cursor);
  }

  /** The dashboard of a run was closed: nobody points at a step of it any more. */
  forgetCursor(directory: string): void {
    if (this.steps.delete(directory)) this.cursors.fire({ directory, step: undefined });
  }

  dispose(): void {
    this.runs.dispose();
    this.cursors.dispose();
  }
}
