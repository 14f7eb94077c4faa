import type { LayerMetricsRow } from '../../messages/inspectorMessages';

/** Rows that come one after the other are told together, so often. */
const ROWS_MS = 100;

/** The numbers of layers as far as they are known, told in parcels. */
export class LayerRows {
  /** By layer name. */
  readonly known = new Map<string, LayerMetricsRow>();
  private pending: LayerMetricsRow[] = [];
  private timer: NodeJS.Timeout | undefined;

  /** @param tell gets rows that are new, or with `whole` all there are */
  constructor(private readonly tell: (rows: readonly LayerMetricsRow[], whole: boolean) => void) {}

  add(rows: readonly LayerMetricsRow[]): void {
    for (const row of rows) this.known.set(row.layer, row);
    this.pending.push(...rows);
    this.timer ??= setTimeout(() => this.flush(false), ROWS_MS);
  }

  /** Tells what has not been told, or all. */
  flush(whole: boolean): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const rows = whole ? [...this.known.values()] : this.pending;
    this.pending = [];
    if (rows.length > 0) this.tell(rows, whole);
  }

  /** @returns whether there were any */
  clear(): boolean {
    const hadSome = this.known.size > 0;
    this.known.clear();
    this.pending = [];
    return hadSome;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
