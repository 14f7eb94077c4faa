import { isDeepStrictEqual } from 'node:util';
import type { ConfigPath, ConfigText, TextRange } from '../../config/configText';
import { valueAt } from '../../config/startingValue';
import { namedLayers } from '../../config/networkPlan';
import type { Config } from '../../config/schema';
import type { Finding } from '../../diagnostics/findings/finding';

/** A finding and the part of the config's text that it concerns. */
export interface PlacedFinding {
  readonly finding: Finding;
  readonly range: TextRange;
}

/**
 * The findings of a run at their places in the config as it is now. A finding is left out once the section that it
 * concerns (network, training, …) is not that of the run any more: what it says may no longer hold.
 *
 * @param config  the text's, with its defaults
 * @param runConfig  what the run recorded
 */
export function placeFindings(
  findings: readonly Finding[],
  source: ConfigText,
  config: Config,
  runConfig: unknown,
): PlacedFinding[] {
  const { network } = config;
  const named = { ...config, network: { ...network, layers: namedLayers(network.layers) } };
  return findings.flatMap((finding) => {
    const section = finding.path[0];
    if (section === undefined || !isSame(section, named, runConfig)) return [];
    return [{ finding, range: rangeOf(finding.path, source) }];
  });
}

/** Whether a section says what the run was trained with. A seed is not what a finding concerns. */
function isSame(section: string | number, config: Config, runConfig: unknown): boolean {
  const now = valueAt(config, [section]);
  const then = valueAt(runConfig, [section]);
  if (!isObject(now) || !isObject(then)) return isDeepStrictEqual(now, then);
  // What the config leaves to the data (the batch size, …) the run filled in.
  return Object.entries(now)
    .filter(([key, value]) => key !== 'seed' && value !== undefined)
    .every(([key, value]) => isDeepStrictEqual(plain(value), then[key]));
}

/** As JSON has it, since the run's comes from there. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The key of what a finding concerns, or the first line of an entry of a list; else those of what it is part of. */
function rangeOf(path: ConfigPath, source: ConfigText): TextRange {
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    const range = source.keyRange(part) ?? source.range(part);
    if (range === undefined) continue;
    const lineEnd = source.text.slice(range.offset, range.offset + range.length).search(/[\r\n]/);
    return { offset: range.offset, length: lineEnd < 0 ? range.length : lineEnd };
  }
  return { offset: source.range([])?.offset ?? 0, length: 1 };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
