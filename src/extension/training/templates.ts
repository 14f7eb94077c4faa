import { parseConfig } from '../../config/parseConfig';
import { planNetwork } from '../../config/networkPlan';

/** A config that New Config starts from. */
export interface Template {
  /** Proposed name of the file, without .racecar.json. */
  readonly name: string;
  readonly title: string;
  /** What the training shows, in a sentence. */
  readonly purpose: string;
  readonly text: string;
}

type Translate = (text: string, ...values: string[]) => string;

/** The examples that are templates: their text is that of examples/<name>/<name>.racecar.json. */
export const EXAMPLES = ['peak', 'digits', 'mnist-pair'] as const;
export type ExampleTexts = Readonly<Record<(typeof EXAMPLES)[number], string>>;

/** The templates, those that need no data of the user's first. */
export function templates(examples: ExampleTexts, translate: Translate): Template[] {
  return [
    {
      name: 'peak',
      title: translate('Peak: what else does a network keep?'),
      purpose: translate("The paper's experiment, on generated images"),
      text: examples.peak,
    },
    {
      name: 'digits',
      title: translate('Digits: a small convolutional network'),
      purpose: translate('Generated digits, a validation split'),
      text: examples.digits,
    },
    {
      name: 'mnist-pair',
      title: translate('Two images, one layer'),
      purpose: translate('Under RR the singular vectors become the images'),
      text: examples['mnist-pair'],
    },
    {
      name: 'images',
      title: translate('Your images, a folder for each class'),
      purpose: translate('PNG and JPEG files of one size'),
      text: ownData(
        '{ "kind": "images", "path": "images" } // a folder with one folder of images for each class',
        'height, width and channels of the images',
      ),
    },
    {
      name: 'mnist',
      title: translate('IDX files, as of MNIST and Fashion-MNIST'),
      purpose: translate('The four files, plain or gzipped'),
      text: ownData(
        '{ "kind": "idx", "path": "mnist" } // the folder of the four files, plain or .gz',
        'height, width and channels of the images',
      ),
    },
  ];
}

/** What a template trains, in one line: shapes through the network, parameters, mode, data and length. */
export function previewOf(text: string): string {
  const { config } = parseConfig(text, 'template');
  const { data, network, training, regularization } = config;
  const { layers } = planNetwork(network);
  const shapes = [network.input, ...layers.filter((each) => each.hasKernel).map((each) => each.outputShape)];
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const count = 'train' in data && data.train !== undefined ? ` (${data.train})` : '';
  return [
    shapes.map((shape) => shape.join('×')).join(' → '),
    `${parameters.toLocaleString('en')} parameters`,
    `${data.kind}${count}`,
    regularization.mode,
    `${training.epochs.toLocaleString('en')} epochs`,
  ].join(' · ');
}

/** A small network for images of the user's own; it is complete but for what only the user knows. */
function ownData(data: string, input: string): string {
  return `{
  "data": ${data.replace(' //', ', //')}
  "network": {
    "input": [28, 28, 1], // ${input}
    "layers": [
      { "type": "flatten" },
      { "type": "dense", "name": "hidden", "units": 128, "batchNorm": true, "activation": "relu" },
      { "type": "dense", "name": "output", "units": 10 } // one for each class
    ]
  },
  "regularization": {
    "mode": "rr", // std, ort or rr; also rr-local, weissi, and combinations such as "rr+weissi"
    "rr": { "lambda": 0.01 },
    "ort": { "lambda": 0.1 }
  },
  "training": {
    "optimizer": { "type": "adam", "learningRate": 1e-3 },
    "epochs": 20,
    "batchSize": 100,
    "seed": 0
  }
}
`;
}
