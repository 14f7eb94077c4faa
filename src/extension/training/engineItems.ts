import type { EngineReport } from '../../engines/choose';
import type { EngineChoice } from '../../engines/engine';

/** An engine in the list that Select Engine shows. */
export interface EngineItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly engine: EngineChoice;
  readonly isAvailable: boolean;
}

type Translate = (text: string, ...values: string[]) => string;

/** The list of Select Engine: `auto` first, then what is available, then what is missing with its reason. */
export function engineItems(
  reports: readonly EngineReport[],
  current: EngineChoice,
  translate: Translate,
): EngineItem[] {
  const mark = (name: EngineChoice): string => (name === current ? translate('current') : '');
  const automatic: EngineItem = {
    label: '$(sparkle) auto',
    description: mark('auto'),
    detail: translate('The fastest engine that starts here, measured for each network'),
    engine: 'auto',
    isAvailable: true,
  };
  const ordered = [...reports.filter((each) => each.available), ...reports.filter((each) => !each.available)];
  return [automatic, ...ordered.map((report) => itemOf(report, mark(report.name), translate))];
}

function itemOf(report: EngineReport, mark: string, translate: Translate): EngineItem {
  const { name, available, device, reason, hint } = report;
  const why = [reason, hint].filter((part) => part !== undefined).join(' — ');
  return {
    label: `$(${available ? 'check' : 'circle-slash'}) ${name}`,
    description: available ? mark : translate('not available'),
    detail: available ? factsOf(report, device ?? '', translate) : why,
    engine: name,
    isAvailable: available,
  };
}

/** Device and, where it was measured, the speed. */
function factsOf(report: EngineReport, device: string, translate: Translate): string {
  const { stepsPerSecond } = report;
  if (stepsPerSecond === undefined) return device;
  return translate('{0}: {1} standard steps a second', device, String(Number(stepsPerSecond.toPrecision(3))));
}
