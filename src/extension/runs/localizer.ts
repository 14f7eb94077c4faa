/** vscode.l10n, as far as texts need it; handed in, so that they can be made, and tested, without VS Code. */
export interface Localizer {
  t(message: string, ...args: (string | number)[]): string;
}
