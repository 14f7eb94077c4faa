import '@tensorflow/tfjs-core/dist/register_all_gradients';
import process from 'node:process';
import { UserError, messageOf } from '../../config/userError';
import { EagerSession } from '../eager/eagerSession';
import type { Engine } from '../engine';
import { explainLoading } from './explain';
import type { FoundPackage } from './find';
import { findTensorflow } from './find';
import type { PackageFolder } from './folders';
import { packageFolders } from './folders';
import { BACKEND, loadPackage } from './load';
import type { TensorflowName } from './packages';
import { howToGet, TENSORFLOW_PACKAGES, WANTED_VERSION } from './packages';
import type { Loaded } from './probe';
import { missingLibraries, probePackage } from './probe';
import type { Machine } from './requirements';
import { libraryProblem, platformProblem, requiredLibraries } from './requirements';

/** What a user may decide, and tests replace. */
export interface TensorflowOptions {
  /** A folder of the user's choice to find the package in first. */
  readonly given?: string | undefined;
  readonly folders?: readonly PackageFolder[];
  readonly machine?: Machine;
  /** Tells which of some libraries the system's loader does not find. */
  readonly missing?: (libraries: readonly string[]) => Promise<readonly string[]>;
}

/**
 * TensorFlow's own library, on the CPU or with CUDA on a GPU, through a package that the user has installed. It is
 * tried in a process of its own; this process loads it when a session is opened.
 *
 * @throws UserError that says all that is missing and how to get it
 */
export async function openTensorflowEngine(
  name: TensorflowName,
  { given, folders, machine = process, missing = missingLibraries }: TensorflowOptions = {},
): Promise<Engine> {
  const platform = platformProblem(name, machine);
  if (platform !== undefined) throw unavailable(name, platform, 'The engines wasm and cpu run here.');
  const libraries = libraryProblem(
    await missing(requiredLibraries(name, machine.platform)),
    machine.platform,
  );
  const places = folders ?? (await packageFolders(name, given));
  const found = findTensorflow(name, { folders: places });
  if (libraries !== undefined || found === undefined) {
    throw notReady(name, libraries, found === undefined ? places : undefined);
  }
  const loaded = await tryPackage(name, found);
  return {
    name,
    device: `${loaded.gpu ? 'GPU' : 'CPU'} (TensorFlow ${loaded.tensorflow})`,
    open: async (state) => {
      try {
        loadPackage(found.folder);
      } catch (error) {
        throw failed(name, messageOf(error), error);
      }
      return new EagerSession(state, BACKEND);
    },
  };
}

async function tryPackage(name: TensorflowName, found: FoundPackage): Promise<Loaded> {
  rejectOtherVersion(name, found, TENSORFLOW_PACKAGES[name], found.version);
  const answer = await probePackage(found.folder);
  if ('error' in answer) throw failed(name, `${answer.error}`, undefined, found.folder);
  rejectOtherVersion(name, found, '@tensorflow/tfjs-core', answer.core);
  if (name === 'tensorflow-gpu' && !answer.gpu) {
    throw unavailable(
      name,
      `TensorFlow ${answer.tensorflow} loads, but sees no GPU that it can use`,
      'Does nvidia-smi list one, of a kind that CUDA 11.2 knows (up to Ampere)? The engine tensorflow computes on the CPU.',
    );
  }
  return answer;
}

function rejectOtherVersion(
  name: TensorflowName,
  { folder }: FoundPackage,
  what: string,
  version: string,
): void {
  if (version === WANTED_VERSION) return;
  throw unavailable(
    name,
    `found ${what} ${version} (${folder}), expected ${WANTED_VERSION}, the version of tfjs-core in this Racecar, with which it shares its state`,
    howToGet(name),
  );
}

/** Everything that has to be installed first, in one error. */
function notReady(
  name: TensorflowName,
  libraries: { message: string; hint: string } | undefined,
  lookedIn: readonly PackageFolder[] | undefined,
): UserError {
  const message = [
    ...(libraries === undefined ? [] : [libraries.message]),
    ...(lookedIn === undefined
      ? []
      : [
          `${TENSORFLOW_PACKAGES[name]} is not installed (looked in ${lookedIn.map(({ what }) => what).join(', ')})`,
        ]),
  ].join('; ');
  const hint = [
    ...(libraries === undefined ? [] : [libraries.hint]),
    ...(lookedIn === undefined ? [] : [howToGet(name)]),
  ].join('; ');
  return unavailable(name, message, hint);
}

function failed(name: TensorflowName, error: string, cause?: unknown, folder?: string): UserError {
  const { reason, hint } = explainLoading(name, error);
  return unavailable(name, folder === undefined ? reason : `${reason} (${folder})`, hint, cause);
}

function unavailable(name: TensorflowName, reason: string, hint: string, cause?: unknown): UserError {
  return new UserError(`the engine ${name} does not start: ${reason}`, { hint, kind: 'run', cause });
}
