import type { UserError } from '../config/userError';
import { tell } from './output';

interface Failure {
  readonly title: string;
  readonly error: UserError;
}

/** Trainings of a set that could not begin: they are told of as soon as one has begun, until then they may be all of them. */
export class StartFailures {
  private readonly all: Failure[] = [];
  private told = 0;
  private holds = true;

  /** @param most  so many failures for one reason, and nothing else before, keep everything from beginning */
  constructor(private readonly most: number) {}

  /** Whether what has been seen is enough to give the set up. */
  get areAll(): boolean {
    return this.holds && this.all.length >= this.most && this.common() !== undefined;
  }

  get count(): number {
    return this.all.length;
  }

  add(title: string, error: UserError): void {
    this.all.push({ title, error });
    if (!this.holds) this.tellHeld();
  }

  /** The error of all; undefined where they failed for several reasons, or none did. */
  common(): UserError | undefined {
    const [first] = this.all;
    return this.all.every(({ error }) => error.format() === first!.error.format()) ? first?.error : undefined;
  }

  /** Tells of those that nobody has been told of, and from now on of each at once. */
  tellHeld(): void {
    this.holds = false;
    for (const { title, error } of this.all.slice(this.told)) tell(`${title}  failed: ${error.format()}\n`);
    this.told = this.all.length;
  }
}
