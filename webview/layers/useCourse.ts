import { useEffect, useState } from 'preact/hooks';
import type { LayerCourse } from '../../src/messages/layerMessages';
import { Cancelled } from './hostChannel';
import type { LayerStore } from './layerStore';
import { subjectOf } from './layerStore';

/** How a layer's numbers went over a run's steps. */
export interface CourseView {
  /** Undefined where there are no steps, or none is known yet. */
  readonly course: LayerCourse | undefined;
  /** Why it cannot be told. */
  readonly error: string | undefined;
}

interface Kept extends CourseView {
  readonly key: string;
}

/** The course of the chosen layer's numbers; it gets longer with every snapshot. */
export function useCourse(store: LayerStore): CourseView {
  const opened = store.opened.value;
  const layer = store.layer.value?.name;
  const [kept, setKept] = useState<Kept | undefined>(undefined);
  const key = `${subjectOf(opened)} ${layer}`;
  const steps = opened?.run?.steps;
  // Another step of the same run has the same course.
  const version = `${key} ${steps?.length} ${steps?.at(-1)}`;
  useEffect(() => {
    if (opened?.run === undefined || layer === undefined) return undefined;
    const abort = new AbortController();
    store.channel
      .ask('course', { inspection: opened.inspection, layer }, { signal: abort.signal })
      .then((course) => setKept({ key, course, error: undefined }))
      .catch((error: Error) => {
        if (!(error instanceof Cancelled)) setKept({ key, course: undefined, error: error.message });
      });
    return () => abort.abort();
  }, [version]);
  return kept?.key === key ? kept : { course: undefined, error: undefined };
}
