import { describe, it } from 'vitest';
import { expectRefusal, tinyConfig, Workspace } from './support';

const workspace = new Workspace();
workspace.write('tiny.racecar.json', tinyConfig());
workspace.write('a-file', '');

/** Calls that make no sense, and what is said of them. */
const CALLS: readonly [call: string, ...expected: (string | RegExp)[]][] = [
  ['trian tiny.racecar.json', 'unknown command "trian"', 'Did you mean racecar train?'],
  ['train', 'missing <config>'],
  ['train tiny.racecar.json other.racecar.json', 'found "other.racecar.json" after <config>'],
  ['train tiny.racecar.json --sed 1', 'unknown option --sed', 'Did you mean --set?'],
  ['train tiny.racecar.json --mode', /--mode/],
  ['train tiny.racecar.json --json=yes', /--json/],
  [
    'train tiny.racecar.json --mode std,otr',
    '--mode: found "otr", expected one of std, ',
    'did you mean "ort"?',
  ],
  ['train tiny.racecar.json --mode std+rr', '--mode: found "std+rr", expected std alone'],
  ['train tiny.racecar.json --mode rr+rr', '--mode: found "rr+rr", expected each regularizer at most once'],
  ['train tiny.racecar.json --mode=', '--mode: found ""'],
  ['train tiny.racecar.json --seeds 0', '--seeds: found "0", expected a whole number of at least 1'],
  ['train tiny.racecar.json --seeds 99999999', '--seeds: found 99999999, expected at most 1000'],
  ['train tiny.racecar.json --threads 100000', '--threads: found 100000, expected at most '],
  ['runs --runs a-file', '--runs: a-file is a file, expected the folder that holds the run folders'],
  ['train tiny.racecar.json --seeds two', '--seeds: found "two", expected a whole number'],
  ['train tiny.racecar.json --seeds 1.5', '--seeds: found "1.5", expected a whole number'],
  ['train tiny.racecar.json --seeds=-1', '--seeds: found "-1", expected a whole number'],
  ['train tiny.racecar.json --seeds -1', '--seeds'],
  ['train tiny.racecar.json --engine cuda', '--engine: found "cuda", expected one of auto, '],
  ['train tiny.racecar.json --engine wsam', 'Did you mean wasm?'],
  ['train tiny.racecar.json --set epochs', '--set: found "epochs", expected key=value'],
  [
    'train tiny.racecar.json --set training..epochs=1',
    '--set: found "training..epochs=1", expected key=value',
  ],
  ['train tiny.racecar.json --set trainig.epochs=1', '--set trainig.epochs=1: ', 'Did you mean "training"?'],
  ['train tiny.racecar.json --set training.epochs=0', '--set training.epochs=0: training.epochs: found 0'],
  ['train tiny.racecar.json --set training.epochs.x=1', '--set training.epochs.x=1: there is no place'],
  ['train tiny.racecar.json --set network.layers.9.units=4', '--set network.layers.9.units=4: '],
  ['train tiny.racecar.json --set network.layers.first.units=4', '--set network.layers.first.units=4: '],
  [
    'train tiny.racecar.json --set network.layers.4000000000.units=4',
    '--set network.layers.4000000000.units=4: ',
  ],
  [
    'train tiny.racecar.json --set regularization.mode=otr',
    '--set regularization.mode=otr: ',
    'did you mean "ort"?',
  ],
  [
    'train tiny.racecar.json --set regularization.rr.lambda=[1] --mode rr',
    '--set regularization.rr.lambda=[1]: ',
  ],
  ['train tiny.racecar.json --engine wasm --runs a-file', 'a-file: a file is in the way, expected a folder'],
  ['train tiny.racecar.json --runs=', '--runs: found "", expected DIR'],
  ['check tiny.racecar.json --set=', '--set: found "", expected KEY=VALUE'],
  ['check', 'missing <config>'],
  ['runs peak', 'found "peak", expected no argument'],
  ['show', 'missing <run>'],
  ['show nothing', 'there is no run "nothing"'],
  [`show ${'long'.repeat(100)}`, 'there is no run "longlong'],
  ['resume nothing', 'there is no run "nothing"'],
  ['stop nothing', 'there is no run "nothing"'],
  ['pause nothing', 'there is no run "nothing"'],
  ['inspect nothing', 'there is no run "nothing"'],
  ['inspect nothing.safetensors', /nothing\.safetensors: There is no such file/],
  ['inspect tiny.racecar.json', /tiny\.racecar\.json: /],
  ['inspect a-file', /a-file: /],
  ['engines --verbose', 'unknown option --verbose'],
  ['engines list', 'found "list", expected install or no argument'],
  ['engines install', 'the engine to install: found none, expected tensorflow or tensorflow-gpu'],
  ['engines install torch', 'found "torch", expected tensorflow or tensorflow-gpu'],
  ['help trian', 'unknown command "trian"', 'Did you mean racecar train?'],
];

describe('a call that makes no sense is refused with one message', () => {
  it.concurrent.each(CALLS)('racecar %s', async (call, ...expected) => {
    expectRefusal(await workspace.racecar(...call.split(' ')), ...expected);
  });
});
