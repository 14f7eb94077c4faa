import path from 'node:path';
import type { ChosenData } from './inspectionData';

/** What can be chosen: data, `none` of them, or to `browse` for another config. */
export type DataChoice = ChosenData | 'none' | 'browse';

/** A line of the list that is chosen from. */
export interface DataItem {
  readonly label: string;
  readonly description?: string;
  readonly choice: DataChoice;
}

/** What the list is made of. */
export interface DataSources {
  /** Whether a run is looked at, which has recorded its data. */
  readonly isRun: boolean;
  /** Whether there are data that can be taken away. */
  readonly hasData: boolean;
  /** Of the workspace. */
  readonly configs: readonly {
    readonly file: string;
    readonly label: string;
    readonly description: string;
  }[];
  /** Config files of runs, in any number. */
  readonly configsOfRuns: readonly string[];
}

interface Localization {
  t(text: string): string;
}

/** The data that can be chosen: the run's own first, then those of configs, each once, and what else can be done. */
export function dataItems(
  { isRun, hasData, configs, configsOfRuns }: DataSources,
  l10n: Localization,
): DataItem[] {
  const there = new Set(configs.map(({ file }) => file));
  const elsewhere = [...new Set(configsOfRuns)].filter((file) => !there.has(file));
  return [
    ...(isRun
      ? [{ label: l10n.t('The data of the run'), description: l10n.t('as it recorded'), choice: {} }]
      : []),
    ...configs.map(({ file, label, description }) => ({ label, description, choice: { config: file } })),
    ...elsewhere.map((file) => ({
      label: path.basename(file, '.racecar.json'),
      description: path.dirname(file),
      choice: { config: file },
    })),
    { label: l10n.t('Another config…'), choice: 'browse' as const },
    ...(hasData ? [{ label: l10n.t('No data'), choice: 'none' as const }] : []),
  ];
}

/**
 * What a choice comes to.
 * @param choice undefined where nothing was picked
 * @param browse looks for another config; undefined where none was picked
 * @returns undefined where everything stays as it is
 */
export async function decisionOf(
  choice: DataChoice | undefined,
  browse: () => Promise<string | undefined>,
): Promise<{ readonly data: ChosenData | undefined } | undefined> {
  if (choice === undefined) return undefined;
  if (choice === 'none') return { data: undefined };
  if (choice !== 'browse') return { data: choice };
  const config = await browse();
  return config === undefined ? undefined : { data: { config } };
}
