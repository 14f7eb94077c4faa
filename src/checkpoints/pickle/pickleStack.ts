import type { UserError } from '../../config/userError';
import type { PickleValue } from './values';

const MOST_MARKS = 10_000;

/** What a pickle has built so far: the values at hand, marks between them, and those that it has remembered. */
export class PickleStack {
  private values: PickleValue[] = [];
  /** What lies below each mark. */
  private readonly marks: PickleValue[][] = [];
  private readonly memo = new Map<number, PickleValue>();

  constructor(private readonly wrong: (message: string) => UserError) {}

  push(value: PickleValue): void {
    this.values.push(value);
  }

  top(): PickleValue {
    const value = this.values.at(-1);
    if (value === undefined) throw this.wrong('The pickle takes more than it has built.');
    return value;
  }

  pop(): PickleValue {
    const value = this.top();
    this.values.pop();
    return value;
  }

  popMany(count: number): PickleValue[] {
    if (this.values.length < count) throw this.wrong('The pickle takes more than it has built.');
    return this.values.splice(this.values.length - count);
  }

  /** Takes the last value away, or where there is none the last mark. */
  drop(): void {
    if (this.values.length > 0) this.values.pop();
    else this.popMark();
  }

  mark(): void {
    if (this.marks.length >= MOST_MARKS) throw this.wrong('The pickle is nested too deeply.');
    this.marks.push(this.values);
    this.values = [];
  }

  /** The values since the last mark, which are taken with it. */
  popMark(): PickleValue[] {
    const items = this.values;
    const below = this.marks.pop();
    if (below === undefined) throw this.wrong('The pickle ends a list that it has not begun.');
    this.values = below;
    return items;
  }

  /** @param index by default the next that is free */
  remember(index = this.memo.size): void {
    this.memo.set(index, this.top());
  }

  recall(index: number): PickleValue {
    const value = this.memo.get(index);
    if (value === undefined)
      throw this.wrong(`The pickle refers to the value ${index}, which it has not built.`);
    return value;
  }
}
