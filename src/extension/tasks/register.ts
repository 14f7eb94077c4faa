import path from 'node:path';
import * as vscode from 'vscode';
import { PROBLEM_MATCHER_NAME, TASK_TYPE } from '../contributedNames';
import type { Services } from '../services';
import { distFolder } from '../racecarCommand';
import { settings } from '../settings';
import { isTrusted } from '../trust';
import { TrainingProcess, terminalText } from './trainingProcess';
import type { TrainingTask } from './trainingTask';
import { configOfTask, readTrainingTask, tasksOf, titleOfTask, trainArguments } from './trainingTask';

/** Exit code of a task that was not started because of what it says, as the command's own. */
const BAD_INPUT = 2;
const CTRL_C = '\x03';

/** Tasks of the type racecar: the command, with its own progress, in a terminal. */
export function registerTasks({ configs }: Services): vscode.Disposable[] {
  return [
    vscode.tasks.registerTaskProvider(TASK_TYPE, {
      provideTasks: async () => {
        await configs.ready;
        return configs.all.flatMap(tasksOfConfig);
      },
      resolveTask: (task) => {
        const folder = folderOf(task.scope);
        if (folder === undefined) return undefined;
        // VS Code wants the very definition that it asked with.
        return makeTask(task.definition, folder, task.name);
      },
    }),
  ];
}

function tasksOfConfig(uri: vscode.Uri): vscode.Task[] {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined || uri.scheme !== 'file') return [];
  const config = path.relative(folder.uri.fsPath, uri.fsPath).split(path.sep).join('/');
  return tasksOf(config).map((task) => makeTask(task, folder, titleOfTask(task)));
}

function makeTask(
  definition: vscode.TaskDefinition,
  folder: vscode.WorkspaceFolder,
  name: string,
): vscode.Task {
  const execution = new vscode.CustomExecution((resolved) =>
    Promise.resolve(new TrainingTerminal(resolved, folder)),
  );
  const task = new vscode.Task(definition, folder, name, TASK_TYPE, execution, `$${PROBLEM_MATCHER_NAME}`);
  task.detail = vscode.l10n.t('Train with racecar');
  return task;
}

/** The folder that a task's paths start from. */
function folderOf(scope: vscode.Task['scope']): vscode.WorkspaceFolder | undefined {
  return typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
}

/** A terminal that shows the command at work. Closing it, or Ctrl-C, stops the training; it can be resumed. */
class TrainingTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  private process: TrainingProcess | undefined;
  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly definition: vscode.TaskDefinition,
    private readonly folder: vscode.WorkspaceFolder,
  ) {}

  open(): void {
    void this.start();
  }

  close(): void {
    this.process?.stop();
  }

  handleInput(data: string): void {
    if (data === CTRL_C) this.process?.stop();
  }

  private async start(): Promise<void> {
    const task = readTrainingTask(this.definition);
    if (typeof task === 'string') {
      this.refuse(vscode.l10n.t('The task cannot be read: {0}', task), BAD_INPUT);
    } else if (!(await isTrusted())) {
      this.refuse(vscode.l10n.t('Racecar does not train in a workspace that is not trusted.'), BAD_INPUT);
    } else if (this.folder.uri.scheme !== 'file') {
      this.refuse(vscode.l10n.t('A training needs files on a disk.'), BAD_INPUT);
    } else this.run(task);
  }

  private run(task: TrainingTask): void {
    const folder = this.folder.uri.fsPath;
    const args = trainArguments(task, settings(vscode.Uri.file(configOfTask(task, folder))));
    this.process = new TrainingProcess(path.join(distFolder, 'cli.js'), args, folder, {
      onText: (text) => this.written.fire(text),
      onEnd: (code) => this.closed.fire(code),
    });
  }

  private refuse(reason: string, code: number): void {
    this.written.fire(terminalText(`${reason}\n`));
    this.closed.fire(code);
  }
}
