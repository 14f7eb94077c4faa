import { parse } from 'jsonc-parser';
import { STD } from '../../config/mode';
import type { TrainRequest } from '../../messages/trainerMessages';

/** What a list shows of a config, whether or not the rest of it is right. */
export interface ConfigFacts {
  readonly mode: string;
  readonly seed: number;
}

/** The mode and the seed of a config's text, their defaults where it does not say or cannot be read. */
export function configFacts(text: string): ConfigFacts {
  const value: unknown = parse(text);
  const mode = at(at(value, 'regularization'), 'mode');
  const seed = at(at(value, 'training'), 'seed');
  return { mode: typeof mode === 'string' ? mode : STD, seed: typeof seed === 'number' ? seed : 0 };
}

/** What a training will be that has no folder yet. */
export function requestedFacts(request: TrainRequest): ConfigFacts {
  const { mode, seed } = configFacts(request.configText ?? '');
  return {
    mode: request.mode ?? asText(overriding(request, 'regularization.mode')) ?? mode,
    seed: request.seed ?? asNumber(overriding(request, 'training.seed')) ?? seed,
  };
}

function overriding({ overrides }: TrainRequest, path: string): unknown {
  return overrides?.findLast((each) => each.path.join('.') === path)?.value;
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
