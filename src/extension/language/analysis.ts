import * as z from 'zod';
import type { TextRange } from '../../config/configText';
import { ConfigSyntaxError, ConfigText } from '../../config/configText';
import { layerSchema } from '../../config/layers';
import type { LayerPlan } from '../../config/networkPlan';
import { planNetwork } from '../../config/networkPlan';
import { problemsOfText } from '../../config/parseConfig';
import type { Problem } from '../../config/problems';
import { networkSchema } from '../../config/schema';
import { valueAt } from '../../config/startingValue';
import { UserError } from '../../config/userError';

/** A problem and the part of the text that is at fault. */
export interface RangedProblem extends Problem {
  readonly range: TextRange;
}

/** Every problem of a config's text: what the schema forbids, or else what does not fit together. No data is read. */
export function problemsIn(text: string): RangedProblem[] {
  try {
    const source = new ConfigText(text, '');
    return problemsOfText(text, '').problems.map((problem) => ({
      ...problem,
      range: rangeOf(problem, source),
    }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [problemOf(error, text)];
  }
}

/** Whether a text is no JSON, which an editor's JSON support says by itself. */
export function isSyntaxProblem(text: string): boolean {
  return parsedOrError(text) instanceof ConfigSyntaxError;
}

/** The parsed text, or undefined where it is no config at all. */
export function parsedText(text: string): ConfigText | undefined {
  const parsed = parsedOrError(text);
  return parsed instanceof ConfigText ? parsed : undefined;
}

function parsedOrError(text: string): ConfigText | UserError {
  try {
    return new ConfigText(text, '');
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** The whole key or value at fault; where a key is missing, the key of the object that lacks it. */
function rangeOf(problem: Problem, source: ConfigText): TextRange {
  const { path } = problem;
  const atKey = problem.atKey === true || problem.missing !== undefined;
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    const range = (atKey || length < path.length ? source.keyRange(part) : undefined) ?? source.range(part);
    if (range !== undefined) return range;
  }
  return { offset: source.range([])?.offset ?? 0, length: 1 };
}

function problemOf(error: UserError, text: string): RangedProblem {
  const { line = 1, column = 1 } = error.place ?? {};
  let offset = 0;
  for (let i = 1; i < line; i++) offset = text.indexOf('\n', offset) + 1;
  offset += column - 1;
  const token = /^("(?:[^"\\\n]|\\.)*"|.)/.exec(text.slice(offset, offset + 200));
  return {
    path: [],
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    severity: 'error',
    range: { offset, length: token?.[0].length ?? 0 },
  };
}

/** A layer of the text with what is known of it. */
export interface PlacedLayer {
  readonly plan: LayerPlan;
  readonly range: TextRange;
}

/**
 * The layers of a config up to the first that is wrong, whatever is wrong elsewhere.
 * @returns complete when they are all of them
 */
export function layersIn(source: ConfigText): { layers: PlacedLayer[]; complete: boolean } {
  const input = networkSchema.shape.input.safeParse(valueAt(source.value, ['network', 'input']));
  const values = z.array(z.unknown()).safeParse(valueAt(source.value, ['network', 'layers']));
  if (!input.success || !values.success) return { layers: [], complete: false };
  const options = [];
  for (const value of values.data) {
    const layer = layerSchema.safeParse(value);
    if (!layer.success) break;
    options.push(layer.data);
  }
  const layers = planNetwork({ input: input.data, layers: options }).layers.flatMap((plan, index) => {
    const range = source.range(['network', 'layers', index]);
    return range === undefined ? [] : [{ plan, range }];
  });
  return { layers, complete: layers.length === values.data.length };
}
