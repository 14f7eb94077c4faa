import { createHash } from 'node:crypto';
import type { MatrixValues } from './answer';
import type { Answer, Question } from './messages';

/** Answers by what they are of; the ones not used for longest go first. */
export class ResultCache {
  private readonly answers = new Map<string, Answer>();
  private bytes = 0;

  /** @param capacity  in bytes; 0 keeps nothing */
  constructor(private readonly capacity: number) {}

  get isOff(): boolean {
    return this.capacity === 0;
  }

  get(key: string): Answer | undefined {
    const found = this.answers.get(key);
    if (found === undefined) return undefined;
    // A map lists its entries in the order in which they came.
    this.answers.delete(key);
    this.answers.set(key, found);
    return found;
  }

  /** An answer larger than the whole cache is not kept. */
  set(key: string, answer: Answer): void {
    const size = bytesOf(answer);
    if (size > this.capacity) return;
    this.drop(key);
    this.answers.set(key, answer);
    this.bytes += size;
    for (const oldest of this.answers.keys()) {
      if (this.bytes <= this.capacity) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const answer = this.answers.get(key);
    if (answer === undefined) return;
    this.answers.delete(key);
    this.bytes -= bytesOf(answer);
  }
}

const bytesOf = ({ s, u, v }: Answer) => s.byteLength + u.byteLength + v.byteLength;

/** A name for the values of a matrix and their arrangement: equal for equal ones, whatever file they came from. */
export function contentKey({ values, rows, columns }: MatrixValues): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const digest = createHash('sha256').update(bytes).digest('base64');
  return `${values.BYTES_PER_ELEMENT} ${rows} ${columns} ${digest}`;
}

export const questionKey = (question: Question, content: string) =>
  `${question.kind} ${question.kind === 'top' ? question.count : ''} ${content}`;
