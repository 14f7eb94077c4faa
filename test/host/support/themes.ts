import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { pick, runCommand } from './palette';

/** Themes that VS Code itself brings, by what they are looked at for. */
export const THEMES = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  'high-contrast': 'Dark High Contrast',
} as const;

export type Theme = keyof typeof THEMES;

const SCREENSHOTS = path.join('.vscode-test', 'screenshots');

export async function setTheme(page: Page, theme: Theme): Promise<void> {
  await runCommand(page, 'Preferences: Color Theme');
  await page.keyboard.type(THEMES[theme]);
  await pick(page, THEMES[theme]);
}

/** Screenshots in every theme, to be looked at: .vscode-test/screenshots/NAME-THEME.png. */
export async function screenshotThemes(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  for (const theme of Object.keys(THEMES) as Theme[]) {
    await setTheme(page, theme);
    await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${theme}.png`) });
  }
}
