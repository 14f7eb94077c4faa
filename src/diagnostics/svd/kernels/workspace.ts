import { UserError } from '../../../config/userError';
import bytes from './assembly/kernels.wasm';

/** The kernels of assembly/. Arguments named as there; addresses are bytes in the workspace's memory. */
export interface Kernels {
  dot(a: number, b: number, length: number): number;
  rowDots(rows: number, stride: number, count: number, x: number, length: number, result: number): void;
  subtractRows(rows: number, stride: number, count: number, factors: number, y: number, length: number): void;
  scale(x: number, length: number, factor: number): void;
  rotate(x: number, y: number, length: number, c: number, s: number): void;
  symmetricTimesVector(a: number, stride: number, size: number, x: number, y: number): void;
  rankTwoUpdate(a: number, stride: number, size: number, v: number, w: number): void;
  poleSums(poles: number, weights: number, from: number, to: number, x: number, slope: number): number;
  differences(poles: number, x: number, length: number, result: number): void;
  multiplyRatios(products: number, gaps: number, poles: number, pole: number, from: number, to: number): void;
  normalisedQuotients(z: number, length: number, result: number): void;
  packRows(a: number, rowStride: number, columnStride: number, rows: number, depth: number, to: number): void;
  packColumns(
    b: number,
    rowStride: number,
    columnStride: number,
    depth: number,
    columns: number,
    to: number,
  ): void;
  addPackedProduct(
    a: number,
    b: number,
    rows: number,
    columns: number,
    depth: number,
    c: number,
    stride: number,
  ): void;
}

/** Numbers in a workspace's memory, for JavaScript and for kernels. */
export interface Block {
  /** Where they begin, in bytes. */
  readonly at: number;
  readonly values: Float64Array<ArrayBuffer>;
}

const PAGE_BYTES = 65_536;
/** A 32-bit address space has so many. */
const MOST_PAGES = 65_536;
/** Blocks begin at a line of the processor's cache. */
const ALIGNMENT = 64;

let compiled: WebAssembly.Module | undefined;

/** Memory of a fixed size with the kernels that work in it. It is given back when nothing refers to it any more. */
export class Workspace {
  readonly kernels: Kernels;
  private readonly memory: WebAssembly.Memory;
  private used = ALIGNMENT;

  /**
   * @param lengths  of the blocks that will be taken, in numbers
   * @throws UserError where that is more than one address space has
   */
  constructor(lengths: readonly number[]) {
    const pages = Math.ceil(bytesFor(lengths) / PAGE_BYTES);
    if (pages > MOST_PAGES) {
      throw new UserError(
        `A matrix of this size needs ${Math.ceil(pages / 16)} MiB in one piece for its SVD; 4096 MiB can be had.`,
      );
    }
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    compiled ??= new WebAssembly.Module(bytes);
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory: this.memory } });
    this.kernels = exports as unknown as Kernels;
  }

  /** So many numbers, zero unless something was here before `clear`. */
  take(length: number): Block {
    const at = this.used;
    this.used += alignedBytes(length);
    return { at, values: new Float64Array(this.memory.buffer, at, length) };
  }

  /** Whether blocks of these lengths fit, once it is cleared. */
  holds(lengths: readonly number[]): boolean {
    return bytesFor(lengths) <= this.memory.buffer.byteLength;
  }

  /** Makes room for other blocks in place of all that were taken. */
  clear(): void {
    this.used = ALIGNMENT;
  }
}

const bytesFor = (lengths: readonly number[]) =>
  lengths.reduce((sum, length) => sum + alignedBytes(length), ALIGNMENT);

const alignedBytes = (length: number) => Math.ceil((8 * length) / ALIGNMENT) * ALIGNMENT;
