import path from 'node:path';
import * as vscode from 'vscode';
import { activeConfig } from '../configFiles';
import type { ExampleTexts, Template } from './templates';
import { EXAMPLES, previewOf, templates } from './templates';

/**
 * Racecar: New Config. The list says what each template trains; the chosen one is written where the user says and
 * opened.
 *
 * @param extension the extension's own folder, with its examples
 */
export async function newConfig(extension: vscode.Uri): Promise<vscode.Uri | undefined> {
  const template = await pickTemplate(await exampleTexts(extension));
  if (template === undefined) return undefined;
  const uri = await askPlace(template);
  if (uri === undefined) return undefined;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(template.text));
  await vscode.window.showTextDocument(uri);
  return uri;
}

async function exampleTexts(extension: vscode.Uri): Promise<ExampleTexts> {
  const texts = await Promise.all(
    EXAMPLES.map(async (name) => {
      const file = vscode.Uri.joinPath(extension, 'examples', name, `${name}.racecar.json`);
      return [name, new TextDecoder().decode(await vscode.workspace.fs.readFile(file))] as const;
    }),
  );
  return Object.fromEntries(texts) as Record<(typeof EXAMPLES)[number], string>;
}

async function pickTemplate(examples: ExampleTexts): Promise<Template | undefined> {
  const picked = await vscode.window.showQuickPick(
    templates(examples, (text, ...values) => vscode.l10n.t(text, ...values)).map((template) => ({
      label: template.title,
      description: template.purpose,
      detail: previewOf(template.text),
      template,
    })),
    {
      title: vscode.l10n.t('New Racecar config'),
      placeHolder: vscode.l10n.t('What is to be trained?'),
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  return picked?.template;
}

/** A free name in the folder that the user works in, to be changed by the user. */
async function askPlace({ name }: Template): Promise<vscode.Uri | undefined> {
  const folder = activeFolder();
  if (folder === undefined) {
    return vscode.window.showSaveDialog({
      filters: { Racecar: ['racecar.json'] },
      title: vscode.l10n.t('New Racecar config'),
    });
  }
  const free = await freeName(folder, name);
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Racecar config'),
    prompt: vscode.l10n.t('File, relative to {0}', vscode.workspace.asRelativePath(folder, true)),
    value: `${free}.racecar.json`,
    valueSelection: [0, free.length],
    validateInput: async (value) => {
      if (!/^[^\\:*?"<>|]*[^\\/:*?"<>|]\.racecar\.json$/.test(value)) {
        return vscode.l10n.t('The name must end in .racecar.json.');
      }
      return (await exists(vscode.Uri.joinPath(folder, value)))
        ? vscode.l10n.t('There is such a file already.')
        : undefined;
    },
  });
  return answer === undefined ? undefined : vscode.Uri.joinPath(folder, answer);
}

function activeFolder(): vscode.Uri | undefined {
  const config = activeConfig();
  if (config !== undefined && config.scheme !== 'untitled') {
    return config.with({ path: path.posix.dirname(config.path) });
  }
  return vscode.workspace.workspaceFolders?.[0]?.uri;
}

async function freeName(folder: vscode.Uri, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!(await exists(vscode.Uri.joinPath(folder, `${candidate}.racecar.json`)))) return candidate;
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}
