import type { InstalledRelease } from '../../../build/vscode/install';

/** What a suite for pages is told of where it runs, in an environment variable. */
export interface PageHost {
  readonly release: InstalledRelease;
  /** With Racecar's package installed. */
  readonly extensionsFolder: string;
  readonly failuresFolder: string;
  /** For what the suites' windows need. */
  readonly folder: string;
}

export const PAGE_HOST_VARIABLE = 'RACECAR_HOST_TEST_PAGES';

export function pageHost(): PageHost {
  return JSON.parse(process.env[PAGE_HOST_VARIABLE]!) as PageHost;
}
