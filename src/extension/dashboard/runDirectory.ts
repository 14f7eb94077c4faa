/**
 * The folder of the run that a command was called on, or undefined where it names none: a path, an item of the Runs
 * view, or what a page kept over a reload.
 */
export function runDirectoryOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target === '' ? undefined : target;
  if (typeof target !== 'object' || target === null) return undefined;
  if ('directory' in target) return runDirectoryOf(target.directory);
  if ('folder' in target) return runDirectoryOf(target.folder);
  if ('row' in target) return runDirectoryOf(target.row);
  if ('run' in target) return runDirectoryOf(target.run);
  return undefined;
}
