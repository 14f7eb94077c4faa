import * as vscode from 'vscode';
import type { EngineChoice } from '../engines/engine';

export interface Settings {
  readonly engine: EngineChoice;
  /** Undefined: the cores are shared. */
  readonly threads: number | undefined;
  /** 0: one, and of a set as many as there are cores. */
  readonly maxConcurrentRuns: number;
  readonly resumeInterruptedRuns: boolean;
  readonly tensorflowFolder: string | undefined;
  readonly inlayHints: boolean;
  readonly codeLens: boolean;
}

/** The settings under racecar., as they hold for a file. */
export function settings(scope?: vscode.Uri): Settings {
  const values = vscode.workspace.getConfiguration('racecar', scope);
  return {
    engine: values.get<EngineChoice>('engine', 'auto'),
    threads: values.get<number>('threads', 0) || undefined,
    maxConcurrentRuns: Math.max(0, Math.floor(values.get<number>('maxConcurrentRuns', 0))),
    resumeInterruptedRuns: values.get<boolean>('resumeInterruptedRuns', true),
    tensorflowFolder: values.get<string>('tensorflowFolder', '') || undefined,
    inlayHints: values.get<boolean>('inlayHints', true),
    codeLens: values.get<boolean>('codeLens', true),
  };
}
