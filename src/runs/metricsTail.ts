import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { isMissingFile } from './fileErrors';
import type { MetricsLine } from './metrics';
import { parseMetricsLine } from './metrics';

/** Bytes read at once: few enough that parsing them holds nobody up. */
const CHUNK = 1 << 20;

/** Lines that a metrics.jsonl has got. */
export interface TailedLines {
  /** The file is another one than before, or a shorter one: all lines before these are void. */
  readonly restarted: boolean;
  readonly lines: readonly MetricsLine[];
}

/**
 * Reads metrics.jsonl as it grows, each byte once. A line counts when its end is there; torn ones, which a crash leaves,
 * are passed over. After a resume steps come again: of several lines of one step the last counts.
 */
export class MetricsTail {
  private offset = 0;
  private inode: number | undefined;
  /** The bytes of a line whose end has not been written yet. */
  private rest = Buffer.alloc(0);

  constructor(private readonly file: string) {}

  /** The lines that have been added since the last call, a chunk at a time; nothing while there is no file. */
  async *read(): AsyncGenerator<TailedLines> {
    let handle: FileHandle;
    try {
      handle = await open(this.file, 'r');
    } catch (error) {
      if (!isMissingFile(error)) throw error;
      // A file that comes later is another one, although it may get this one's inode.
      if (this.inode !== undefined) this.inode = -1;
      return;
    }
    try {
      const { size, ino } = await handle.stat();
      let restarted = this.inode !== undefined && (ino !== this.inode || size < this.offset);
      if (restarted) {
        this.offset = 0;
        this.rest = Buffer.alloc(0);
      }
      this.inode = ino;
      if (restarted && size === 0) yield { restarted, lines: [] };
      while (this.offset < size) {
        const before = this.offset;
        const lines = await this.readChunk(handle, Math.min(CHUNK, size - this.offset));
        // It has become shorter meanwhile; the next call sees that.
        if (this.offset === before) return;
        if (lines.length > 0 || restarted) yield { restarted, lines };
        restarted = false;
      }
    } finally {
      await handle.close();
    }
  }

  private async readChunk(handle: FileHandle, length: number): Promise<MetricsLine[]> {
    const chunk = Buffer.alloc(length);
    const { bytesRead } = await handle.read(chunk, 0, length, this.offset);
    this.offset += bytesRead;
    const bytes = Buffer.concat([this.rest, chunk.subarray(0, bytesRead)]);
    const end = bytes.lastIndexOf('\n') + 1;
    this.rest = Buffer.from(bytes.subarray(end));
    return bytes
      .toString('utf8', 0, end)
      .split('\n')
      .map(parseMetricsLine)
      .filter((line) => line !== undefined);
  }
}
