import type { LocalizableText } from '../diagnostics/findings/finding';
import { localizable } from '../diagnostics/findings/finding';
import type { ComparedRun } from './comparedRun';
import { lastLogged } from './logged';
import { whyNotMeasured } from './missing';
import type { Better, Cell, ColumnDefinition, ValueFormat } from './tableColumn';
import { isNumeric } from './tableColumn';

/** What a run is, beside its numbers. */
export function runColumns(): ColumnDefinition[] {
  return [
    column('mode', localizable('mode'), 'text', ({ facts }) => facts.mode),
    column('seed', localizable('seed'), 'count', ({ facts }) => facts.seed),
    column('name', localizable('config'), 'text', ({ facts }) => facts.name),
    column('id', localizable('run id'), 'text', ({ facts }) => facts.id),
    column('status', localizable('status'), 'text', ({ facts }) => facts.status),
    column('error', localizable('error'), 'text', ({ facts }) => facts.error?.message, {
      missing: localizable('the run did not fail'),
    }),
    column('set', localizable('set'), 'text', ({ results }) => results?.set?.label, {
      missing: localizable('the run was trained alone'),
    }),
    column('data', localizable('data'), 'text', ({ facts }) => facts.data.kind),
    column('data.train', localizable('training samples'), 'count', ({ facts }) => facts.data.train),
    column('data.test', localizable('test samples'), 'count', ({ facts }) => facts.data.test),
    column('parameters', localizable('parameters'), 'count', parameters, {
      missing: localizable('its network is of another version of Racecar'),
    }),
    column('engine', localizable('engine'), 'text', ({ facts }) => facts.engine),
    column('device', localizable('device'), 'text', ({ facts }) => facts.device),
    column('threads', localizable('threads'), 'count', ({ facts }) => facts.threads, {
      missing: localizable('its engine has no threads to choose'),
    }),
    column('created', localizable('created'), 'time', ({ facts }) => facts.created),
    column('steps', localizable('steps'), 'count', ({ facts }) => facts.step),
    column('stepsPerSecond', localizable('steps/s'), 'rate', ({ facts }) => facts.stepsPerSecond, {
      better: 'higher',
    }),
    {
      ...column('duration', localizable('training time'), 'seconds', () => undefined, { better: 'lower' }),
      cell: durationCell,
    },
  ];
}

function column(
  id: string,
  title: LocalizableText,
  format: ValueFormat,
  valueOf: (run: ComparedRun) => number | string | undefined,
  { better, missing }: { readonly better?: Better; readonly missing?: LocalizableText } = {},
): ColumnDefinition {
  return {
    ...{ id, title, group: 'run', format, numeric: isNumeric(format) },
    ...(better === undefined ? {} : { better }),
    cell(run) {
      const value = valueOf(run);
      if (value !== undefined) return { value };
      return missing === undefined ? { missing: whyNotMeasured(run) } : { missing, isInapplicable: true };
    },
  };
}

function parameters({ facts: { layers } }: ComparedRun): number | undefined {
  return layers.length === 0 ? undefined : layers.reduce((sum, layer) => sum + layer.parameters, 0);
}

/** As logged, which leaves out the time between an interruption and going on; else from the start to the end. */
function durationCell(run: ComparedRun): Cell {
  const logged = lastLogged(run, 'seconds');
  if (logged !== undefined) return logged;
  const { started, ended } = run.facts;
  const seconds = (Date.parse(ended ?? '') - Date.parse(started ?? '')) / 1000;
  return Number.isNaN(seconds) ? { missing: whyNotMeasured(run) } : { value: seconds };
}
