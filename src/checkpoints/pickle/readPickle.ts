import type { UserError } from '../../config/userError';
import { CONSTRUCTORS, isPlainName, isStorageClass, storageOf } from './constructors';
import type { PickleValue } from './values';
import { PickleDict, PickleGlobal, PickleList, PickleRefused, PickleTuple } from './values';

/**
 * What a pickle may ask for, an item that a call copies counted as an operation; a state dict of ten thousand tensors
 * asks for half a million.
 */
const MOST_OPERATIONS = 8_000_000;
/** Of a module or of what it names; every call looks a name up. */
const MOST_NAME_LENGTH = 1024;
const MOST_MARKS = 10_000;
/** A whole number of more bytes is none that a checkpoint holds. */
const MOST_INTEGER_BYTES = 64;

interface Pickled {
  readonly value: PickleValue;
  /** Where the pickle ends in its bytes. */
  readonly end: number;
}

/**
 * Reads a pickle as data: the operations of protocols 0 to 5 that build numbers, texts and containers, and calls of the
 * functions in `CONSTRUCTORS`, done over plain data. Any other call is recorded as refused and not made.
 * https://github.com/python/cpython/blob/main/Lib/pickletools.py describes the operations.
 *
 * @param wrong makes the error for a pickle that is damaged or asks for too much
 * @param mostOperations at which it is refused
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  wrong: (message: string) => UserError,
  mostOperations = MOST_OPERATIONS,
): Pickled {
  return new PickleMachine(bytes, start, wrong, mostOperations).run();
}

class PickleMachine {
  private readonly view: DataView;
  private stack: PickleValue[] = [];
  private readonly marks: PickleValue[][] = [];
  private readonly memo = new Map<number, PickleValue>();
  private operations = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
    private readonly wrong: (message: string) => UserError,
    private readonly mostOperations: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): Pickled {
    for (;;) {
      this.spend(1);
      const code = this.bytes[this.take(1)]!;
      if (code === STOP) return { value: this.pop(), end: this.at };
      this.operate(code);
    }
  }

  /** What a call copies counts too: a few bytes could ask for the copy of a long list again and again. */
  private readonly spend = (operations: number): void => {
    this.operations += operations;
    if (this.operations > this.mostOperations) {
      throw this.wrong(`The pickle asks for more than ${this.mostOperations} operations.`);
    }
  };

  private operate(code: number): void {
    switch (String.fromCharCode(code)) {
      case '\x80':
        this.take(1);
        return;
      case '\x95':
        this.take(8);
        return;
      case '(':
        if (this.marks.length >= MOST_MARKS) throw this.wrong('The pickle is nested too deeply.');
        this.marks.push(this.stack);
        this.stack = [];
        return;
      case '0':
        if (this.stack.length > 0) this.stack.pop();
        else this.popMark();
        return;
      case '1':
        this.popMark();
        return;
      case '2':
        return this.push(this.top());
      case 'N':
        return this.push(null);
      case '\x88':
        return this.push(true);
      case '\x89':
        return this.push(false);
      default:
        return this.operateOnValues(code);
    }
  }

  private operateOnValues(code: number): void {
    switch (String.fromCharCode(code)) {
      // Whole numbers and floats
      case 'I':
        return this.push(this.lineNumber());
      case 'J':
        return this.push(this.view.getInt32(this.take(4), true));
      case 'K':
        return this.push(this.bytes[this.take(1)]!);
      case 'M':
        return this.push(this.view.getUint16(this.take(2), true));
      case 'L':
        return this.push(this.lineNumber());
      case '\x8a':
        return this.push(this.integer(this.bytes[this.take(1)]!));
      case '\x8b':
        return this.push(this.integer(this.view.getInt32(this.take(4), true)));
      case 'F':
        return this.push(Number(this.line()));
      case 'G':
        return this.push(this.view.getFloat64(this.take(8), false));
      // Texts and bytes
      case 'S':
      case 'V':
        return this.push(this.line().replace(/^(['"])(.*)\1$/, '$2'));
      case 'T':
      case 'X':
        return this.push(this.text(this.view.getUint32(this.take(4), true)));
      case 'U':
      case '\x8c':
        return this.push(this.text(this.bytes[this.take(1)]!));
      case '\x8d':
        return this.push(this.text(this.wide()));
      case 'B':
        return this.push(this.blob(this.view.getUint32(this.take(4), true)));
      case 'C':
        return this.push(this.blob(this.bytes[this.take(1)]!));
      case '\x8e':
      case '\x96':
        return this.push(this.blob(this.wide()));
      default:
        return this.operateOnContainers(code);
    }
  }

  private operateOnContainers(code: number): void {
    switch (String.fromCharCode(code)) {
      case ']':
      case '\x8f':
        return this.push(new PickleList());
      case '}':
        return this.push(new PickleDict());
      case ')':
        return this.push(new PickleTuple([]));
      case 't':
      case '\x91':
        return this.push(new PickleTuple(this.popMark()));
      case '\x85':
        return this.push(new PickleTuple(this.popMany(1)));
      case '\x86':
        return this.push(new PickleTuple(this.popMany(2)));
      case '\x87':
        return this.push(new PickleTuple(this.popMany(3)));
      case 'l':
        return this.push(filled(new PickleList(), this.popMark()));
      case 'd': {
        const items = this.popMark();
        this.push(new PickleDict());
        return this.setItems(items);
      }
      case 'a':
        return this.append(this.popMany(1));
      case 'e':
      case '\x90':
        return this.append(this.popMark());
      case 's':
        return this.setItems(this.popMany(2));
      case 'u':
        return this.setItems(this.popMark());
      // What has been built already
      case 'p':
        return this.remember(Number(this.line()));
      case 'q':
        return this.remember(this.bytes[this.take(1)]!);
      case 'r':
        return this.remember(this.view.getUint32(this.take(4), true));
      case '\x94':
        return this.remember(this.memo.size);
      case 'g':
        return this.push(this.recall(Number(this.line())));
      case 'h':
        return this.push(this.recall(this.bytes[this.take(1)]!));
      case 'j':
        return this.push(this.recall(this.view.getUint32(this.take(4), true)));
      default:
        return this.operateOnObjects(code);
    }
  }

  private operateOnObjects(code: number): void {
    switch (String.fromCharCode(code)) {
      case 'c': {
        const module = this.line();
        return this.push(this.named(module, this.line()));
      }
      case '\x93': {
        const [module, name] = this.popMany(2);
        if (typeof module !== 'string' || typeof name !== 'string') throw this.wrong('A name is not a text.');
        return this.push(this.named(module, name));
      }
      case 'R':
      case '\x81': {
        const [callable, given] = this.popMany(2);
        return this.push(this.call(callable!, given!));
      }
      case '\x92': {
        const [callable, given] = this.popMany(3);
        return this.push(this.call(callable!, given!));
      }
      case 'i': {
        const module = this.line();
        const callable = this.named(module, this.line());
        return this.push(this.call(callable, new PickleTuple(this.popMark())));
      }
      case 'o': {
        const [callable = null, ...given] = this.popMark();
        return this.push(this.call(callable, new PickleTuple(given)));
      }
      case 'b': {
        const [state] = this.popMany(1);
        const target = this.top();
        if (target instanceof PickleRefused) target.state = state!;
        return;
      }
      case 'Q': {
        const [reference] = this.popMany(1);
        return this.push(storageOf(reference!) ?? new PickleRefused('a persistent reference', reference));
      }
      case 'P':
        this.line();
        return this.push(new PickleRefused('a persistent reference', undefined));
      case '\x82':
      case '\x83':
      case '\x84':
        throw this.wrong(
          'The pickle uses extension codes, which mean nothing outside of the program that wrote it.',
        );
      case '\x97':
      case '\x98':
        throw this.wrong('The pickle keeps values outside of its file.');
      default:
        throw this.wrong(`The pickle has the operation 0x${code.toString(16)}, which there is none of.`);
    }
  }

  /** Makes plain data of a call where its function is known, else a record of it. Nothing is called. */
  private call(callable: PickleValue, given: PickleValue): PickleValue {
    if (!(callable instanceof PickleGlobal)) {
      const path =
        callable instanceof PickleRefused ? `what ${callable.path} would give` : 'something unnamed';
      return new PickleRefused(path, given);
    }
    const make = CONSTRUCTORS.get(callable.path);
    const made = given instanceof PickleTuple ? make?.(given.items, this.spend) : undefined;
    return made ?? new PickleRefused(callable.path, given);
  }

  private named(module: string, name: string): PickleGlobal {
    const length = module.length + name.length;
    if (length > MOST_NAME_LENGTH) throw this.wrong(`The pickle names something with ${length} letters.`);
    return new PickleGlobal(module, name);
  }

  private append(items: PickleValue[]): void {
    const target = this.top();
    if (target instanceof PickleList) filled(target, items);
    else if (!(target instanceof PickleRefused))
      throw this.wrong('The pickle adds to something that is no list.');
  }

  private setItems(items: PickleValue[]): void {
    const target = this.top();
    if (items.length % 2 === 1) throw this.wrong('The pickle has a key without a value.');
    if (target instanceof PickleRefused) return;
    if (!(target instanceof PickleDict))
      throw this.wrong('The pickle sets a key of something that is no dictionary.');
    for (let i = 0; i < items.length; i += 2) target.pairs.push([items[i]!, items[i + 1]!]);
  }

  private remember(index: number): void {
    this.memo.set(index, this.top());
  }

  private recall(index: number): PickleValue {
    const value = this.memo.get(index);
    if (value === undefined)
      throw this.wrong(`The pickle refers to the value ${index}, which it has not built.`);
    return value;
  }

  private integer(length: number): number | bigint {
    if (length < 0 || length > MOST_INTEGER_BYTES)
      throw this.wrong(`The pickle has a whole number of ${length} bytes.`);
    const start = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[start + i]!);
    return asNumber(BigInt.asIntN(8 * length, value));
  }

  private lineNumber(): number | boolean | bigint {
    const text = this.line();
    if (text === '00') return false;
    if (text === '01') return true;
    if (!/^-?\d{1,40}L?$/.test(text)) throw this.wrong('The pickle has a whole number that is none.');
    return asNumber(BigInt(text.replace('L', '')));
  }

  private line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw this.wrong('The pickle is cut off.');
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }

  private text(length: number): string {
    const start = this.take(length);
    return new TextDecoder().decode(this.bytes.subarray(start, start + length));
  }

  private blob(length: number): Uint8Array {
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }

  private wide(): number {
    const value = this.view.getBigUint64(this.take(8), true);
    if (value > BigInt(this.bytes.length)) throw this.wrong(`The pickle has a part of ${value} bytes.`);
    return Number(value);
  }

  private take(count: number): number {
    if (this.at + count > this.bytes.length) throw this.wrong('The pickle is cut off.');
    this.at += count;
    return this.at - count;
  }

  private push(value: PickleValue): void {
    this.stack.push(value);
  }

  private top(): PickleValue {
    const value = this.stack.at(-1);
    if (value === undefined) throw this.wrong('The pickle takes more than it has built.');
    return value;
  }

  private pop(): PickleValue {
    const value = this.top();
    this.stack.pop();
    return value;
  }

  private popMany(count: number): PickleValue[] {
    if (this.stack.length < count) throw this.wrong('The pickle takes more than it has built.');
    return this.stack.splice(this.stack.length - count);
  }

  private popMark(): PickleValue[] {
    const items = this.stack;
    const below = this.marks.pop();
    if (below === undefined) throw this.wrong('The pickle ends a list that it has not begun.');
    this.stack = below;
    return items;
  }
}

const STOP = 0x2e;

function asNumber(value: bigint): number | bigint {
  const isExact = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
  return isExact ? Number(value) : value;
}

/** push(...items) would put a long list on the call stack. */
function filled(list: PickleList, items: readonly PickleValue[]): PickleList {
  for (const item of items) list.items.push(item);
  return list;
}

/** Whether a value stands for something outside of the list of what may be named. */
export function isForeign(value: PickleValue): boolean {
  if (value instanceof PickleRefused) return true;
  if (!(value instanceof PickleGlobal)) return false;
  return !CONSTRUCTORS.has(value.path) && !isStorageClass(value) && !isPlainName(value);
}
