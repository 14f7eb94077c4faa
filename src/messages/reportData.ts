import type { RunFacts } from './dashboardMessages';

/** A tensor in a report: float32, row-major, little-endian, in base64. */
export interface ReportTensor {
  readonly shape: readonly number[];
  readonly values: string;
}

export interface ReportSnapshot {
  readonly step: number;
  /** As in the reply to `header`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, ReportTensor>>;
}

/** As MetricsBlock and SparseColumns have them, their numbers little-endian in base64. */
export interface ReportMetrics {
  readonly rows: number;
  readonly names: readonly string[];
  readonly values: string;
  readonly sparse?: {
    readonly names: readonly string[];
    readonly counts: readonly number[];
    readonly rows: string;
    readonly values: string;
  };
}

export interface ReportRun {
  readonly facts: RunFacts;
  readonly metrics: ReportMetrics;
  readonly snapshots: readonly ReportSnapshot[];
  /** Snapshots that the run has; a report may hold fewer of them. */
  readonly snapshotCount: number;
  /** Those of them that are damaged or were gone when they were to be read; by step. */
  readonly unreadable: readonly UnreadableSnapshot[];
}

export interface UnreadableSnapshot {
  readonly step: number;
  readonly reason: string;
}

/** What is in a report's page. This file knows neither Node nor the DOM. */
export interface ReportData {
  /** The documentation of findings, in Markdown; absent where the installation lacks it. */
  readonly docs?: string;
  readonly runs: readonly ReportRun[];
  /** ISO 8601. */
  readonly created: string;
  /** Bytes that the snapshots were allowed. */
  readonly limit: number;
}
