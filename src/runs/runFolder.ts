import path from 'node:path';

/** Where the files of a run lie. */
export class RunFolder {
  readonly id: string;

  constructor(readonly directory: string) {
    this.id = path.basename(directory);
  }

  get manifest(): string {
    return path.join(this.directory, 'run.json');
  }

  get metrics(): string {
    return path.join(this.directory, 'metrics.jsonl');
  }

  get snapshots(): string {
    return path.join(this.directory, 'snapshots');
  }

  /** What is needed to continue exactly. */
  get resume(): string {
    return path.join(this.directory, 'resume.safetensors');
  }

  /** What another process asks of the run. */
  get request(): string {
    return path.join(this.directory, 'request.json');
  }

  snapshot(step: number): string {
    return path.join(this.snapshots, `${step}.safetensors`);
  }
}

/** The folder of a config's runs when no other is asked for. */
export function defaultRunsDirectory(configFile: string): string {
  return path.join(path.dirname(configFile), '.racecar', 'runs');
}
