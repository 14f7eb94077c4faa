import type { FileHandle } from 'node:fs/promises';
import { open, readFile } from 'node:fs/promises';
import { isMissingFile, naming } from './fileErrors';

/** Values of one layer at a logged step; those that need an SVD at snapshots only. */
export interface LayerMetrics {
  /** Of the layer's input, rebuilt, on the step's batch: ||r - h||^2 / ||h||^2. */
  readonly reverseError: { readonly full: number | null; readonly local: number | null };
  /** ||W||_F */
  readonly norm: number | null;
  /** ||W^T W - I||_F^2 on the smaller side. */
  readonly orthogonalityError: number | null;
  readonly stableRank?: number;
  readonly effectiveRank?: number;
  readonly conditionNumber?: number | null;
  /** Largest share of the training data's energy along one singular vector. */
  readonly topDataEnergy?: number | null;
}

/** One line of metrics.jsonl: the state of the training before a step's update. */
export interface MetricsLine {
  readonly step: number;
  readonly epoch: number;
  /** Of training so far. */
  readonly seconds: number;
  /** Of the step's batch, like the next two. */
  readonly loss: number | null;
  readonly taskLoss: number | null;
  /** Weighted, by name. */
  readonly penalties: Readonly<Record<string, number | null>>;
  /** Of the whole split; absent at steps where the splits were not evaluated. */
  readonly trainAccuracy?: number;
  readonly validationAccuracy?: number;
  readonly testAccuracy?: number;
  readonly learningRate: number;
  readonly layers: Readonly<Record<string, LayerMetrics>>;
}

/** Appends to metrics.jsonl, a whole line at a time. */
export class MetricsWriter {
  private constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
  ) {}

  /** Opens a file to append to; one that a crash left with a torn last line gets a line end first. */
  static async open(file: string): Promise<MetricsWriter> {
    const handle = await open(file, 'a+');
    try {
      const { size } = await handle.stat();
      if (size > 0) {
        const last = Buffer.alloc(1);
        await handle.read(last, 0, 1, size - 1);
        if (last.toString() !== '\n') await naming(file, () => handle.write('\n'));
      }
    } catch (error) {
      await handle.close();
      throw error;
    }
    return new MetricsWriter(file, handle);
  }

  async append(line: MetricsLine): Promise<void> {
    await naming(this.file, () => this.handle.appendFile(`${JSON.stringify(line)}\n`));
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/**
 * Reads metrics.jsonl, also while it is being written: a torn line is left out, of several lines of one step (after
 * a crash and a resume) the last counts. In the order of the steps; empty when there is no file yet.
 */
export async function readMetrics(file: string): Promise<MetricsLine[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissingFile(error)) return [];
    throw error;
  }
  const lines = new Map<number, MetricsLine>();
  for (const line of text.split('\n')) {
    const parsed = parseMetricsLine(line);
    if (parsed !== undefined) lines.set(parsed.step, parsed);
  }
  return [...lines.values()].sort((a, b) => a.step - b.step);
}

/** A line of metrics.jsonl; undefined where it is torn or something else. */
export function parseMetricsLine(line: string): MetricsLine | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined;
  try {
    const value = JSON.parse(line) as MetricsLine;
    const complete =
      Number.isInteger(value.step) &&
      isObject(value.penalties) &&
      isObject(value.layers) &&
      Object.values(value.layers).every(isObject);
    return complete ? value : undefined;
  } catch {
    // A line torn by a crash may end in a brace too.
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
