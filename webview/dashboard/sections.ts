import type { ComponentType } from 'preact';
import type { PageStore } from '../store/pageStore';
import type { RunStore } from '../store/runStore';
import { LayerHeatmap } from './heatmap';
import { Reconstructions } from './reconstructions';
import { SingularVectors } from './vectors';

/** What every section of a run's page is given. */
export interface RunSectionProps {
  readonly store: PageStore;
  readonly run: RunStore;
}

/** The sections below the curves, in their order. */
export const SECTIONS: readonly ComponentType<RunSectionProps>[] = [
  LayerHeatmap,
  Reconstructions,
  SingularVectors,
];
