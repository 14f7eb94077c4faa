import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { runsIn } from '../../support/runs';

const workspace = vscode.workspace.workspaceFolders![0]!;

describe('A task of the type racecar', () => {
  it('trains a config in the mode that it names', async () => {
    const definition = { type: 'racecar', config: 'task/task.racecar.json', mode: 'ort' };
    const tasks = await vscode.tasks.fetchTasks({ type: 'racecar' });
    const offered = tasks.find((task) => task.definition['config'] === definition.config);
    assert.ok(offered, 'VS Code is offered a task for every config');

    const task = new vscode.Task(definition, workspace, 'ort', 'racecar', offered.execution);
    const ended = new Promise<void>((resolve) => {
      vscode.tasks.onDidEndTask(({ execution }) => {
        if (execution.task.name === task.name) resolve();
      });
    });
    await vscode.tasks.executeTask(task);
    await ended;
    const runs = await runsIn(path.join(workspace.uri.fsPath, 'task'));
    assert.deepEqual(
      runs.map(({ manifest }) => [manifest.mode, manifest.status]),
      [['ort', 'finished']],
    );
  });
});
