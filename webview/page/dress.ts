/** Stands in for VS Code, which tells a page by the body's class whether its theme is dark. */
export function dress(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const update = (): void => {
    document.body.classList.toggle('vscode-dark', dark.matches);
    document.body.classList.toggle('vscode-light', !dark.matches);
  };
  dark.addEventListener('change', update);
  update();
}
