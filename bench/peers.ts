import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Entrant } from './contestant';

/** The peers found, what they are, and what is missing. */
export interface Peers {
  readonly entrants: readonly Entrant[];
  /** Such as "PyTorch 2.9.0 (Python 3.12.1)". */
  readonly versions: readonly string[];
  /** For each peer that was not found, how to get it. */
  readonly missing: readonly string[];
}

/** What an interpreter has. */
interface Found {
  readonly python: string;
  readonly torch?: string;
  /** Whether this PyTorch compiles: since 2.0, on platforms that it knows. */
  readonly compiles?: boolean;
  readonly jax?: string;
}

const PROBE = `
import json, platform
found = {"python": platform.python_version()}
try:
    import torch
    found["torch"] = torch.__version__
    found["compiles"] = hasattr(torch, "compile")
except ImportError:
    pass
try:
    import jax
    found["jax"] = jax.__version__
except ImportError:
    pass
print(json.dumps(found))
`;

const HOW = 'and name its interpreter with --python PATH if it is not python3';
const INSTALL = {
  torch: `PyTorch was not found. Debian: apt-get install python3-torch libopenblas0-pthread; PyPI: pip install torch; ${HOW}.`,
  compile: `No PyTorch with torch.compile was found. PyPI: pip install torch; ${HOW}.`,
  jax: `JAX was not found. PyPI: pip install jax; ${HOW}.`,
};

/** @param scripts folder of the peers' Python files */
export async function findPeers(interpreters: readonly string[], scripts: string): Promise<Peers> {
  const entrants: Entrant[] = [];
  const versions: string[] = [];
  for (const interpreter of interpreters) {
    const found = await probe(interpreter);
    const { python, torch, compiles, jax } = found ?? {};
    const isNew = (version: string) => !versions.includes(version) && versions.push(version) > 0;
    const start = (file: string, ...args: string[]): Pick<Entrant, 'command' | 'args'> => ({
      command: interpreter,
      args: (workload) => [path.join(scripts, file), workload, ...args],
    });
    if (torch !== undefined && isNew(`PyTorch ${torch} (Python ${python})`)) {
      for (const threads of threadCounts()) {
        const environment = threadLimit(threads);
        const words = `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
        const eager = { kind: 'pytorch', environment, ...start('torch_peer.py', String(threads)) } as const;
        entrants.push({ name: `PyTorch ${torch} eager, ${words}`, ...eager });
      }
      if (compiles === true) {
        const threads = os.availableParallelism();
        entrants.push({
          name: `PyTorch ${torch} torch.compile`,
          kind: 'peer',
          environment: threadLimit(threads),
          ...start('torch_peer.py', String(threads), '--compile'),
        });
      }
    }
    if (jax !== undefined && isNew(`JAX ${jax} (Python ${python})`)) {
      entrants.push({ name: `JAX ${jax} jit`, kind: 'peer', environment: {}, ...start('jax_peer.py') });
    }
  }
  const has = (text: string) => entrants.some(({ name }) => name.includes(text));
  const missing = [
    ...(has('eager') ? [] : [INSTALL.torch]),
    ...(has('eager') && !has('torch.compile') ? [INSTALL.compile] : []),
    ...(has('JAX') ? [] : [INSTALL.jax]),
  ];
  return { entrants, versions, missing };
}

/** Undefined where there is no such interpreter. */
async function probe(interpreter: string): Promise<Found | undefined> {
  try {
    const { stdout } = await promisify(execFile)(interpreter, ['-c', PROBE]);
    return JSON.parse(stdout) as Found;
  } catch {
    return undefined;
  }
}

/** Those among which PyTorch's best is looked for. */
const threadCounts = () => [...new Set([1, 2, os.availableParallelism()])];

/** For PyTorch's own threads and those of the libraries that it may have been built with. */
function threadLimit(threads: number): Record<string, string> {
  const names = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'];
  return Object.fromEntries(names.map((name) => [name, String(threads)]));
}
