import path from 'node:path';
import { UserError } from '../../config/userError';
import type { ModelDescription, Port } from '../../engines/onnx/model';
import { exportNetwork } from '../../engines/onnx/exportNetwork';
import type { HostTensors } from '../../network/hostTensor';
import { findRun, readEntry } from '../../runs/catalogue';
import type { RunManifest } from '../../runs/runManifest';
import { findSnapshot } from '../../runs/snapshots';
import { readTensorFile } from '../../runs/tensorFile';
import type { Model } from '../../training/model';
import { createModel } from '../../training/model';
import type { CommandSpec } from '../command';
import { usage } from '../command';
import { offeringEarlier } from '../earlierSnapshot';
import { jsonOption, runsDirectories, runsOption } from '../environment';
import { EXIT } from '../execution';
import { print, printJson } from '../output';
import { checkOutputFile, writeOutputFile } from '../outputFile';
import { formatBytes, formatTable } from '../table';

export const exportRun: CommandSpec = {
  name: 'export',
  parameters: '<run>',
  summary: 'Write the trained network as an ONNX file: forward and reverse pass, for batches of any size.',
  options: {
    onnx: { type: 'string', value: 'FILE', help: 'The file to write; one that is there is replaced.' },
    step: { type: 'string', value: 'N', help: 'The weights of this snapshot; of the last by default.' },
    runs: runsOption,
    json: jsonOption,
  },
  async run(input) {
    const name = input.one('<run>');
    const target = input.text('onnx');
    if (target === undefined) throw usage('missing --onnx FILE');
    await checkOutputFile(target);
    const folder = await findRun(name, runsDirectories(input));
    const { manifest } = await readEntry(folder);
    const wanted = input.count('step', 0);
    const { step, file } = await findSnapshot(folder, wanted);
    const model = createModel(manifest.config);
    const read = () => readTensorFile(file);
    const { tensors } = await (wanted === undefined ? offeringEarlier(folder, read) : read());
    const weights = weightsOf(model, tensors, file);
    const { bytes, inputs, outputs } = await exportNetwork(model, weights, describe(manifest, model, step));
    await writeOutputFile(target, bytes);
    if (input.flag('json')) {
      const ports = { inputs: inputs.map(shown), outputs: outputs.map(shown) };
      printJson({ run: folder.id, step, file: path.resolve(target), bytes: bytes.length, ...ports });
    } else {
      print(`${target} (${formatBytes(bytes.length)}): ${folder.id}, step ${step}\n\n`);
      print(portTable(inputs, outputs));
    }
    return EXIT.done;
  },
};

/** The network's own out of all that a snapshot holds. */
function weightsOf(model: Model, tensors: HostTensors, file: string): HostTensors {
  return Object.fromEntries(
    model.weightNames.map((name) => {
      const tensor = tensors[name];
      if (tensor === undefined) {
        throw new UserError(`there is no ${name}, which the run's network has`, { place: { file } });
      }
      return [name, tensor];
    }),
  );
}

function describe(manifest: RunManifest, model: Model, step: number): ModelDescription {
  const { id, mode, seed, config, data } = manifest;
  return {
    producer: 'racecar',
    producerVersion: RACECAR_VERSION,
    text: documentation(manifest, model, step),
    metadata: {
      run: id,
      mode,
      seed: String(seed),
      step: String(step),
      classes: JSON.stringify(data.classNames),
      config: JSON.stringify(config),
    },
  };
}

/** What somebody needs to know who opens the file without Racecar. */
function documentation({ id, mode, config }: RunManifest, model: Model, step: number): string {
  const range = config.data.scale === 'unit' ? '0..1' : '0..255';
  return [
    `The network of the run ${id} (${mode}) after ${step} steps.`,
    `x: a batch of samples [batch, height, width, channels], pixels as ${range}.`,
    'logits: what the last layer gives; a softmax makes probabilities of them.',
    '<layer>/activation: what each layer gives.',
    "<layer>/full: the input of each layer with a kernel, rebuilt by the full reverse pass from the last layer's output: r_{m-1} = act_{m-1}(BN_{m-1}((r_m - b_m) W_m^T)).",
    ...(model.weightNames.some((name) => name.endsWith('/gamma')) ? [batchNormText(model)] : []),
  ].join('\n');
}

function batchNormText({ statisticsAtTest }: Model): string {
  const forward = statisticsAtTest === 'moving' ? 'the moving averages' : "the batch's own statistics";
  return `Batch norm of the forward pass uses ${forward}; that of the reverse pass always the statistics of what it rebuilds, over the batch, as in training: what is rebuilt of a sample depends on the others in its batch.`;
}

const shown = ({ name, shape }: Port) => ({ name, shape });

function portTable(inputs: readonly Port[], outputs: readonly Port[]): string {
  const rows = [
    ...inputs.map((port) => ['input', port.name, port.shape.join(' × ')]),
    ...outputs.map((port) => ['output', port.name, port.shape.join(' × ')]),
  ];
  return formatTable(
    ['', 'name', 'shape'].map((title) => ({ title, align: 'left' })),
    rows,
  );
}
