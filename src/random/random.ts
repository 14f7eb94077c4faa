/**
 * Seeded pseudo-random numbers. A generator is made from a *key*: numbers and texts that say what the draws are
 * for, such as `(seed, 'shuffle', epoch)`. The draws of one purpose therefore do not depend on how many were
 * made for another, and a training resumed at step n needs no saved generator.
 *
 * The generator is sfc32 (Chris Doty-Humphrey's small fast counter, PractRand), seeded by an FNV-1a hash of the
 * key. The numbers are part of what a seed means, so they must never change.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private spareNormal: number | undefined;

  constructor(...key: readonly (number | string)[]) {
    const text = key.map((part) => `${typeof part}:${part}`).join('|');
    this.a = hash(text, 0x811c9dc5);
    this.b = hash(text, 0x9e3779b9);
    this.c = hash(text, 0x85ebca6b);
    for (let i = 0; i < 16; i++) this.bits();
  }

  /** 32 random bits as an unsigned integer. */
  bits(): number {
    const sum = (this.a + this.b + this.counter++) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** Uniform in [low, high), with 53 random bits. */
  uniform(low = 0, high = 1): number {
    const fraction = (this.bits() * 2 ** 21 + (this.bits() >>> 11)) * 2 ** -53;
    return low + (high - low) * fraction;
  }

  /** A whole number in 0 … count-1. */
  integer(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Normal with the given mean and standard deviation (Box-Muller). */
  normal(mean = 0, deviation = 1): number {
    let value = this.spareNormal;
    this.spareNormal = undefined;
    if (value === undefined) {
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      value = radius * Math.cos(angle);
      this.spareNormal = radius * Math.sin(angle);
    }
    return mean + deviation * value;
  }

  /** One of the items, each equally likely. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)] as T;
  }

  /** The numbers 0 … count-1 in random order (Fisher-Yates). */
  permutation(count: number): Uint32Array {
    const order = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      const j = this.integer(i + 1);
      order[i] = order[j] as number;
      order[j] = i;
    }
    return order;
  }
}

function hash(text: string, basis: number): number {
  let value = basis;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
