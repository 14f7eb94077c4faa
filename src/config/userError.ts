/** Where in the user's input an error lies. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * An error that the user can cause and mend: bad input, a missing file, a run that diverged.
 * Everything else that is thrown is a bug.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  /**
   * @param message what was found and what was expected, one or two sentences
   * @param options.place where it was found
   * @param options.hint what to do about it
   * @param options.kind `input` (the command exits with 2) or `run` (it exits with 1)
   */
  constructor(
    message: string,
    private readonly options: {
      readonly place?: Place;
      readonly hint?: string;
      readonly kind?: 'input' | 'run';
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
  }

  get place(): Place | undefined {
    return this.options.place;
  }

  get hint(): string | undefined {
    return this.options.hint;
  }

  get kind(): 'input' | 'run' {
    return this.options.kind ?? 'input';
  }

  /** The whole error as one text: `file:line:column: message` and the hint on a line of its own. */
  format(): string {
    const place = this.place === undefined ? '' : `${formatPlace(this.place)}: `;
    const hint = this.hint === undefined ? '' : `\n  ${this.hint}`;
    return `${place}${this.message}${hint}`;
  }
}

export function formatPlace(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
