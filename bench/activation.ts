import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** Windows that are opened, each with an extension host of its own. */
const WINDOWS = 5;
/** In the workspace, left by the probe: ActivationTimes. */
export const ACTIVATION_FILE = 'activation.json';
const MOST_OUTPUT_BYTES = 2 ** 24;

/** Milliseconds in one window. */
export interface ActivationTimes {
  /** Of the extension's code. */
  readonly loading: number;
  /** Of its `activate`, which does not wait for anything. */
  readonly call: number;
  /** Until VS Code had it active, with what VS Code itself does and waits for. */
  readonly whole: number;
}

/** How long the extension takes to activate. */
export interface Activation {
  /** Such as "1.139"; absent when it failed. */
  readonly vscode?: string;
  readonly windows: readonly ActivationTimes[];
  readonly failure?: string;
}

/** What `activationWindows.ts` prints, as its last line. */
export interface MeasuredActivation {
  readonly vscode: string;
  readonly windows: readonly ActivationTimes[];
}

/**
 * Measures the packaged extension in the extension hosts of a real VS Code. It needs what `npm run test:host` needs;
 * where that is not to be had, the failure says what is missing.
 */
export async function measureActivation(root: string): Promise<Activation> {
  const program = path.join(root, 'build', 'runTypeScript.mjs');
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [program, 'bench/activationWindows.ts', String(WINDOWS)],
      { cwd: root, maxBuffer: MOST_OUTPUT_BYTES },
    );
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as MeasuredActivation;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const said = (stderr ?? '').trim();
    return { windows: [], failure: said === '' ? message : said };
  }
}
