import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { commandsFound } from '../support/palette';
import { runsIn } from '../support/runs';
import { notifications, webviewWith } from '../support/views';
import { useWorkbench } from '../support/workbench';
import { peaks } from '../support/workspaces';

const ON_REQUEST = 'racecar.checkpointOnRequest';

/** A file of every kind, and what it is called. */
const CHECKPOINTS = {
  'types.safetensors': 'safetensors',
  'sharded.safetensors.index.json': 'safetensors, 2 files',
  'stored.npz': 'NumPy archive',
  'matrix.npy': 'NumPy array',
  'model.onnx': 'ONNX',
  'model.json': 'TensorFlow.js',
  'model.keras': 'Keras',
  'model.weights.h5': 'HDF5',
  'state_dict.pt': 'PyTorch',
  'legacy.pth': 'PyTorch, legacy format',
  'training.ckpt': 'PyTorch',
};

describe('A workspace that is not trusted', () => {
  const workbench = useWorkbench({
    workspace: async (folder) => {
      await peaks({ peak: 60 })(folder);
      // Only those that are opened and their parts: the tree has but the rows that are in sight.
      const names = (await readdir('test/fixtures/checkpoints')).filter(
        (name) => name in CHECKPOINTS || name.startsWith('sharded-'),
      );
      for (const name of names)
        await cp(path.join('test/fixtures/checkpoints', name), path.join(folder, name));
      await cp('test/fixtures/checkpoints/tfjs', folder, { recursive: true });
    },
    asksForTrust: true,
    settings: {
      'security.workspace.trust.startupPrompt': 'never',
      // Of these kinds VS Code opens the editor where its user wants that.
      'workbench.editorAssociations': Object.fromEntries(
        ['*.h5', '*.ckpt', 'model.json', '*.safetensors.index.json'].map((name) => [name, ON_REQUEST]),
      ),
    },
    keybindings: [
      { key: 'ctrl+alt+shift+t', command: 'racecar.train' },
      { key: 'ctrl+alt+shift+m', command: 'racecar.trainModes' },
    ],
  });

  it('is offered no training by the palette', async () => {
    const commands = await eventually(async () => {
      const found = await commandsFound(workbench.page, 'Racecar: ');
      assert.ok(found.includes('Racecar: Show Log'), found.join('; '));
      return found;
    });
    assert.deepEqual(
      commands.filter((title) => /Train with|Train Std|Resume|Engine/.test(title)),
      [],
    );
  });

  for (const keys of ['Control+Alt+Shift+T', 'Control+Alt+Shift+M']) {
    it(`trains nothing by ${keys}, which asks for a command whether it is enabled or not`, async () => {
      await workbench.page.keyboard.press(keys);
      await notifications(workbench.page).filter({ hasText: 'not trusted' }).first().waitFor();
      await delay(2000);
      assert.deepEqual(await runsIn(path.join(workbench.folder, 'peak')), []);
      await workbench.page.keyboard.press('Escape');
    });
  }

  for (const [name, format] of Object.entries(CHECKPOINTS)) {
    it(`shows the layers of ${name}, as looking at a file runs nothing of it`, async () => {
      const { page } = workbench;
      const file = page.locator('.explorer-folders-view').getByText(name, { exact: true });
      await file.click();
      const editor = await eventually(async () => {
        const shown = await webviewWith(page, '.checkpoint-head h1');
        assert.equal(await shown.locator('h1').innerText(), name);
        return shown;
      });
      assert.ok((await editor.locator('.checkpoint-head').innerText()).includes(`${format} · `));
      await editor.locator('.data-table-row').first().waitFor();
      await editor.getByRole('slider', { name: /Singular values/ }).waitFor();
    });
  }

  it('says why a file that is shown cannot be read any more, and reads it again once it can', async () => {
    const { page } = workbench;
    const file = path.join(workbench.folder, 'training.ckpt');
    const whole = await readFile(file);
    const editor = await webviewWith(page, '.checkpoint-head h1');
    await writeFile(file, whole.subarray(0, whole.length / 2));
    await editor.getByRole('alert').filter({ hasText: 'What was read before is shown' }).waitFor();
    assert.ok((await editor.locator('.data-table-row').count()) > 0);
    await writeFile(file, whole);
    await editor.getByRole('alert').waitFor({ state: 'detached' });
  });
});
