import type { ConfigPath } from '../../config/configText';

/** `warning`: something went wrong; `information`: worth knowing, and perhaps what was wanted. */
export type Severity = 'information' | 'warning';

/** A text in English with {0}, {1}, … for its values, so that whoever shows it can translate it. */
export interface LocalizableText {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** One thing that the numbers of a run show. */
export interface Finding {
  /** The rule that found it; also the name of its section in docs/findings.md. */
  readonly rule: string;
  readonly severity: Severity;
  /** Name of the layer that it is about. */
  readonly layer?: string;
  /** What was measured: one short sentence with its numbers. */
  readonly message: LocalizableText;
  /** What it means, and what can be done. */
  readonly reason: LocalizableText;
  /** The measured numbers in full, by name. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The logged step that shows it. */
  readonly step: number;
  /** The part of the config that it concerns. */
  readonly path: ConfigPath;
}

/** A text for the user. The English is a literal at every call, so that the texts to translate can be found. */
export function localizable(text: string, ...values: readonly (string | number)[]): LocalizableText {
  return { text, values };
}

/** The English text. */
export function inEnglish({ text, values }: LocalizableText): string {
  return text.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
}

/** 0.3573 as "36 %", 0.998 as "99.8 %", 0.0042 as "0.42 %": to where it differs from 0 and from 1. */
export function percentText(share: number): string {
  const percent = share * 100;
  if (Math.abs(share) < 0.01) return `${Number(percent.toPrecision(2))} %`;
  const distance = Math.abs(1 - share);
  const digits = share === 1 || (distance >= 0.095 && share >= 0.095) ? 0 : distance >= 0.0015 ? 1 : 2;
  return `${Number(percent.toFixed(digits))} %`;
}

/** A number to three digits. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}
