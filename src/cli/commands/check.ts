import path from 'node:path';
import { parseConfig, problemsOfText } from '../../config/parseConfig';
import { formatPlace } from '../../config/userError';
import { defaultRunsDirectory } from '../../runs/runFolder';
import { readConfigText } from '../../trainer/configFile';
import { prepareTraining } from '../../trainer/prepare';
import type { PreparedTraining } from '../../trainer/prepare';
import { givenWeights } from '../../trainer/startingWeights';
import type { CommandSpec } from '../command';
import { runsOption } from '../environment';
import { EXIT } from '../execution';
import { print } from '../output';
import { modeOverride, overrideOf } from '../overrides';
import { formatTable } from '../table';

export const check: CommandSpec = {
  name: 'check',
  parameters: '<config>',
  summary: 'Check a config and its data without training, and show the network that it describes.',
  options: {
    mode: { type: 'string', value: 'M', help: "A mode in place of the config's." },
    set: {
      type: 'string',
      multiple: true,
      value: 'KEY=VALUE',
      help: 'Replace a value of the config; may be repeated.',
    },
    runs: runsOption,
  },
  async run(input) {
    const file = path.resolve(input.one('<config>'));
    const shown = path.relative(process.cwd(), file) || file;
    const text = await readConfigText(file, shown);
    for (const problem of problemsOfText(text, shown).problems) {
      if (problem.severity === 'warning') {
        print(`${formatPlace(problem.place)}: warning: ${problem.message}\n`);
      }
    }
    const mode = input.text('mode');
    const overrides = [
      ...input.texts('set').map(overrideOf),
      ...(mode === undefined ? [] : [modeOverride(mode)]),
    ];
    const training = await prepareTraining(parseConfig(text, shown, overrides), file);
    const runs = path.resolve(input.text('runs') ?? defaultRunsDirectory(file));
    const { warnings } = await givenWeights(training, runs);
    for (const warning of warnings) print(`warning: ${warning}\n`);
    print(describe(training));
    return EXIT.done;
  },
};

function describe({ model, dataset, config, steps }: PreparedTraining): string {
  const rows = model.plan.layers.map((layer) => [
    layer.name,
    layer.options.type,
    layer.outputShape.join(' × '),
    layer.parameters.toLocaleString('en'),
  ]);
  const parameters = model.plan.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const { train, validation, test } = dataset;
  const table = formatTable(
    [{ title: 'layer' }, { title: 'type' }, { title: 'output' }, { title: 'parameters', align: 'right' }],
    rows,
  );
  return [
    table,
    `${parameters.toLocaleString('en')} parameters; ${train.count} training, ${validation?.count ?? 0} validation, ${test.count} test samples;`,
    `mode ${config.regularization.mode}; ${steps} steps of ${config.training.batchSize} ${config.training.batchSize === 1 ? 'sample' : 'samples'}. The config is good.`,
    '',
  ].join('\n');
}
