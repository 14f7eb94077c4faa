import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { commandsFound } from '../support/palette';
import { runsIn } from '../support/runs';
import { notifications } from '../support/views';
import { useWorkbench } from '../support/workbench';
import { peaks } from '../support/workspaces';

describe('A workspace that is not trusted', () => {
  const workbench = useWorkbench({
    workspace: peaks({ peak: 60 }),
    asksForTrust: true,
    settings: { 'security.workspace.trust.startupPrompt': 'never' },
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
});
