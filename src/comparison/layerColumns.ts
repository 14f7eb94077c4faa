import type { LocalizableText } from '../diagnostics/findings/finding';
import { localizable } from '../diagnostics/findings/finding';
import type { LayerMetric } from '../messages/dashboardMessages';
import { layerColumn } from '../messages/dashboardMessages';
import type { LayerValues } from '../messages/runResults';
import type { ComparedRun } from './comparedRun';
import { lastLogged } from './logged';
import { whyNotMeasured } from './missing';
import type { Better, Cell, ColumnDefinition } from './tableColumn';

interface Metric {
  readonly name: LayerMetric | 'capturedEnergy' | 'largestSingularValue';
  readonly title: LocalizableText;
  readonly format: 'number' | 'share';
  readonly better?: Better;
  /** Where the end of a training records it. */
  readonly final?: keyof Omit<LayerValues, 'name' | 'shape'>;
  readonly isLogged: boolean;
}

/** In the order of the table. Ranks and norms describe a kernel; no direction of them is better. */
const METRICS: readonly Metric[] = [
  metric('reverseErrorFull', localizable('reverse error'), { better: 'lower', final: 'reverseErrorFull' }),
  metric('reverseErrorLocal', localizable('local reverse error'), {
    better: 'lower',
    final: 'reverseErrorLocal',
  }),
  metric('topDataEnergy', localizable('data energy in one direction'), {
    share: true,
    final: 'topDataEnergy',
  }),
  {
    ...metric('capturedEnergy', localizable('data energy captured'), {
      share: true,
      better: 'higher',
      final: 'capturedEnergy',
    }),
    isLogged: false,
  },
  metric('stableRank', localizable('stable rank'), { final: 'stableRank' }),
  metric('effectiveRank', localizable('effective rank'), {}),
  metric('orthogonalityError', localizable('orthogonality error'), { final: 'orthogonalityError' }),
  metric('conditionNumber', localizable('condition number'), {}),
  metric('norm', localizable('norm'), {}),
  {
    ...metric('largestSingularValue', localizable('largest singular value'), {
      final: 'largestSingularValue',
    }),
    isLogged: false,
  },
];

function metric(
  name: Metric['name'],
  title: LocalizableText,
  {
    share = false,
    ...rest
  }: { readonly share?: boolean; readonly better?: Better; readonly final?: Metric['final'] & string },
): Metric {
  return { name, title, format: share ? 'share' : 'number', isLogged: true, ...rest };
}

/** What the trainings made of each layer with a kernel that any of the networks has, in the order of the layers. */
export function layerColumns(runs: readonly ComparedRun[]): ColumnDefinition[] {
  return layersOf(runs).flatMap((layer) => METRICS.map((each) => columnOf(layer, each)));
}

/** Names of the layers with kernels, of all networks. */
export function layersOf(runs: readonly ComparedRun[]): string[] {
  return [...new Set(runs.flatMap(layersOfRun))];
}

function layersOfRun({ facts, results }: ComparedRun): string[] {
  const planned = facts.layers.filter(({ hasKernel }) => hasKernel).map(({ name }) => name);
  return planned.length > 0 ? planned : (results?.layers ?? []).map(({ name }) => name);
}

function columnOf(layer: string, { name, title, format, better, final, isLogged }: Metric): ColumnDefinition {
  const series = isLogged ? layerColumn(layer, name as LayerMetric) : undefined;
  return {
    ...{ id: `layer.${layer}.${name}`, title, group: 'layer', layer, format, numeric: true },
    ...(better === undefined ? {} : { better }),
    ...(series === undefined ? {} : { series }),
    cell(run): Cell {
      if (!layersOfRun(run).includes(layer)) {
        return { missing: localizable('its network has no layer {0} with a kernel', layer) };
      }
      const values = run.results?.layers?.find((each) => each.name === layer);
      const value = final === undefined ? undefined : values?.[final];
      if (value !== undefined) return { value: value ?? Infinity };
      const logged = series === undefined ? undefined : lastLogged(run, series);
      return logged ?? { missing: whyNotMeasured(run) };
    },
  };
}
