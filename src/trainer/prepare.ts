import path from 'node:path';
import type { ParsedConfig } from '../config/parseConfig';
import type { ResolvedConfig } from '../config/resolve';
import { resolveConfig, stepCount } from '../config/resolve';
import type { Dataset } from '../data/dataset';
import { loadDataset } from '../data';
import type { Model } from '../training/model';
import { createModel } from '../training/model';

/** A training with everything it needs but an engine and a folder. */
export interface PreparedTraining {
  readonly config: ResolvedConfig;
  /** Absolute path of the config file, which relative paths in the config start from. */
  readonly configFile: string;
  readonly dataset: Dataset;
  readonly model: Model;
  readonly steps: number;
  readonly warnings: readonly string[];
}

/**
 * Reads the data and checks the config against it.
 * @param dataset the config's data set, when it has been read already
 * @throws UserError for anything wrong with either
 */
export async function prepareTraining(
  parsed: ParsedConfig,
  configFile: string,
  dataset?: Dataset,
): Promise<PreparedTraining> {
  // What the config alone shows comes first, before time is spent on the data.
  parsed.check();
  const loaded = dataset ?? (await loadDataset(parsed.config.data, path.dirname(configFile)));
  const warnings = parsed
    .check({
      shape: loaded.shape,
      classes: loaded.classNames.length,
      trainSamples: loaded.train.count,
    })
    .map((problem) => problem.message);
  return prepareResolved(resolve(parsed, loaded), configFile, loaded, warnings);
}

/** As `prepareTraining`, from the config that a run recorded. */
export function prepareResolved(
  config: ResolvedConfig,
  configFile: string,
  dataset: Dataset,
  warnings: readonly string[] = [],
): PreparedTraining {
  const steps = stepCount(config, dataset.train.count);
  return { config, configFile, dataset, model: createModel(config), steps, warnings };
}

function resolve(parsed: ParsedConfig, { train, validation, test }: Dataset): ResolvedConfig {
  const all = train.count + (validation?.count ?? 0) + test.count;
  return resolveConfig(parsed.config, { train: train.count, all });
}
