import * as vscode from 'vscode';
import { CHECKPOINT_EXTENSIONS } from '../../checkpoints/checkpointNames';
import { CHECKPOINT_EDITOR } from '../contributedNames';

/** Opens a checkpoint in its editor: the file that the command was called on, or one that the user picks. */
export async function openCheckpoint(target?: unknown): Promise<void> {
  const uri = target instanceof vscode.Uri ? target : await pick();
  if (uri !== undefined) await vscode.commands.executeCommand('vscode.openWith', uri, CHECKPOINT_EDITOR);
}

async function pick(): Promise<vscode.Uri | undefined> {
  const { l10n } = vscode;
  const defaultUri = vscode.workspace.workspaceFolders?.[0]?.uri;
  const picked = await vscode.window.showOpenDialog({
    title: l10n.t('Open Checkpoint'),
    ...(defaultUri === undefined ? {} : { defaultUri }),
    filters: {
      [l10n.t('Checkpoints')]: [...CHECKPOINT_EXTENSIONS.map((extension) => extension.slice(1)), 'json'],
      [l10n.t('All files')]: ['*'],
    },
  });
  return picked?.[0];
}
