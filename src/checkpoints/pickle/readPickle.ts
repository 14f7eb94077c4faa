import type { UserError } from '../../config/userError';
import { CONSTRUCTORS, storageOf } from './constructors';
import { PickleBytes } from './pickleBytes';
import { PickleStack } from './pickleStack';
import type { PickleValue } from './values';
import { PickleDict, PickleGlobal, PickleList, PickleRefused, PickleTuple } from './values';

/**
 * What a pickle may ask for, an item that a call copies counted as an operation; a state dict of ten thousand tensors
 * asks for half a million.
 */
const MOST_OPERATIONS = 8_000_000;
/** Of a module or of what it names; every call looks a name up. */
const MOST_NAME_LENGTH = 1024;

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
  return new PickleMachine(new PickleBytes(bytes, start, wrong), wrong, mostOperations).run();
}

/** Carries out the operations; the state of an object that was refused stays with what stands for it. */
class PickleMachine {
  private readonly stack: PickleStack;
  private operations = 0;

  constructor(
    private readonly bytes: PickleBytes,
    private readonly wrong: (message: string) => UserError,
    private readonly mostOperations: number,
  ) {
    this.stack = new PickleStack(wrong);
  }

  run(): Pickled {
    for (;;) {
      this.spend(1);
      const code = this.bytes.u8();
      if (code === STOP) return { value: this.stack.pop(), end: this.bytes.at };
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
        return this.bytes.skip(1);
      case '\x95':
        return this.bytes.skip(8);
      case '(':
        return this.stack.mark();
      case '0':
        return this.stack.drop();
      case '1':
        this.stack.popMark();
        return;
      case '2':
        return this.stack.push(this.stack.top());
      case 'N':
        return this.stack.push(null);
      case '\x88':
        return this.stack.push(true);
      case '\x89':
        return this.stack.push(false);
      default:
        return this.operateOnValues(code);
    }
  }

  private operateOnValues(code: number): void {
    switch (String.fromCharCode(code)) {
      // Whole numbers and floats
      case 'I':
        return this.stack.push(this.bytes.lineNumber());
      case 'J':
        return this.stack.push(this.bytes.i32());
      case 'K':
        return this.stack.push(this.bytes.u8());
      case 'M':
        return this.stack.push(this.bytes.u16());
      case 'L':
        return this.stack.push(this.bytes.lineNumber());
      case '\x8a':
        return this.stack.push(this.bytes.integer(this.bytes.u8()));
      case '\x8b':
        return this.stack.push(this.bytes.integer(this.bytes.i32()));
      case 'F':
        return this.stack.push(Number(this.bytes.line()));
      case 'G':
        return this.stack.push(this.bytes.f64());
      // Texts and bytes
      case 'S':
      case 'V':
        return this.stack.push(this.bytes.line().replace(/^(['"])(.*)\1$/, '$2'));
      case 'T':
      case 'X':
        return this.stack.push(this.bytes.text(this.bytes.u32()));
      case 'U':
      case '\x8c':
        return this.stack.push(this.bytes.text(this.bytes.u8()));
      case '\x8d':
        return this.stack.push(this.bytes.text(this.bytes.wide()));
      case 'B':
        return this.stack.push(this.bytes.blob(this.bytes.u32()));
      case 'C':
        return this.stack.push(this.bytes.blob(this.bytes.u8()));
      case '\x8e':
      case '\x96':
        return this.stack.push(this.bytes.blob(this.bytes.wide()));
      default:
        return this.operateOnContainers(code);
    }
  }

  private operateOnContainers(code: number): void {
    switch (String.fromCharCode(code)) {
      case ']':
      case '\x8f':
        return this.stack.push(new PickleList());
      case '}':
        return this.stack.push(new PickleDict());
      case ')':
        return this.stack.push(new PickleTuple([]));
      case 't':
      case '\x91':
        return this.stack.push(new PickleTuple(this.stack.popMark()));
      case '\x85':
        return this.stack.push(new PickleTuple(this.stack.popMany(1)));
      case '\x86':
        return this.stack.push(new PickleTuple(this.stack.popMany(2)));
      case '\x87':
        return this.stack.push(new PickleTuple(this.stack.popMany(3)));
      case 'l':
        return this.stack.push(filled(new PickleList(), this.stack.popMark()));
      case 'd': {
        const items = this.stack.popMark();
        this.stack.push(new PickleDict());
        return this.setItems(items);
      }
      case 'a':
        return this.append(this.stack.popMany(1));
      case 'e':
      case '\x90':
        return this.append(this.stack.popMark());
      case 's':
        return this.setItems(this.stack.popMany(2));
      case 'u':
        return this.setItems(this.stack.popMark());
      // What has been built already
      case 'p':
        return this.stack.remember(Number(this.bytes.line()));
      case 'q':
        return this.stack.remember(this.bytes.u8());
      case 'r':
        return this.stack.remember(this.bytes.u32());
      case '\x94':
        return this.stack.remember();
      case 'g':
        return this.stack.push(this.stack.recall(Number(this.bytes.line())));
      case 'h':
        return this.stack.push(this.stack.recall(this.bytes.u8()));
      case 'j':
        return this.stack.push(this.stack.recall(this.bytes.u32()));
      default:
        return this.operateOnObjects(code);
    }
  }

  private operateOnObjects(code: number): void {
    switch (String.fromCharCode(code)) {
      case 'c': {
        const module = this.bytes.line();
        return this.stack.push(this.named(module, this.bytes.line()));
      }
      case '\x93': {
        const [module, name] = this.stack.popMany(2);
        if (typeof module !== 'string' || typeof name !== 'string') throw this.wrong('A name is not a text.');
        return this.stack.push(this.named(module, name));
      }
      case 'R':
      case '\x81': {
        const [callable, given] = this.stack.popMany(2);
        return this.stack.push(this.call(callable!, given!));
      }
      case '\x92': {
        const [callable, given] = this.stack.popMany(3);
        return this.stack.push(this.call(callable!, given!));
      }
      case 'i': {
        const module = this.bytes.line();
        const callable = this.named(module, this.bytes.line());
        return this.stack.push(this.call(callable, new PickleTuple(this.stack.popMark())));
      }
      case 'o': {
        const [callable = null, ...given] = this.stack.popMark();
        return this.stack.push(this.call(callable, new PickleTuple(given)));
      }
      case 'b': {
        const [state] = this.stack.popMany(1);
        const target = this.stack.top();
        if (target instanceof PickleRefused) target.state = state!;
        return;
      }
      case 'Q': {
        const [reference] = this.stack.popMany(1);
        return this.stack.push(
          storageOf(reference!) ?? new PickleRefused('a persistent reference', reference),
        );
      }
      case 'P':
        this.bytes.line();
        return this.stack.push(new PickleRefused('a persistent reference', undefined));
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
    const target = this.stack.top();
    if (target instanceof PickleList) filled(target, items);
    else if (!(target instanceof PickleRefused))
      throw this.wrong('The pickle adds to something that is no list.');
  }

  private setItems(items: PickleValue[]): void {
    const target = this.stack.top();
    if (items.length % 2 === 1) throw this.wrong('The pickle has a key without a value.');
    if (target instanceof PickleRefused) return;
    if (!(target instanceof PickleDict))
      throw this.wrong('The pickle sets a key of something that is no dictionary.');
    for (let i = 0; i < items.length; i += 2) target.pairs.push([items[i]!, items[i + 1]!]);
  }
}

const STOP = 0x2e;

/** push(...items) would put a long list on the call stack. */
function filled(list: PickleList, items: readonly PickleValue[]): PickleList {
  for (const item of items) list.items.push(item);
  return list;
}
