import type { ComponentType } from 'preact';
import type { CompareStore } from './compareStore';
import { HeatOfRuns } from './heat/HeatOfRuns';
import { ReconstructionsOfRuns } from './images/ReconstructionsOfRuns';
import { VectorsOfRuns } from './images/VectorsOfRuns';
import { SpectraOfRuns } from './spectra/SpectraOfRuns';

/** A part of the page below the curves. */
export interface CompareSection {
  readonly Part: ComponentType<{ readonly store: CompareStore }>;
  /** Whether any of the runs has what it shows; parts of what only some trainings measure are not there otherwise. */
  readonly appliesTo: (store: CompareStore) => boolean;
}

const always = (): boolean => true;

/** In their order on the page. A part of values that only some runs have goes here with its own condition. */
export const SECTIONS: readonly CompareSection[] = [
  { Part: ReconstructionsOfRuns, appliesTo: always },
  { Part: VectorsOfRuns, appliesTo: always },
  { Part: SpectraOfRuns, appliesTo: always },
  { Part: HeatOfRuns, appliesTo: ({ runs }) => runs.value.some(({ facts }) => facts.layers.length > 0) },
];
