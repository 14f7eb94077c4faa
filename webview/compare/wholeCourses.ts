import type { ComparedRun } from '../../src/comparison/comparedRun';
import { t } from '../page/l10n';
import type { CompareStore } from './compareStore';
import type { Course } from './course';
import { coursesOf } from './course';

/** Further than any run goes. */
const END = Number.MAX_SAFE_INTEGER;

/**
 * A column of the runs that are shown, by their keys, with every value that was logged: the page's own course where it is
 * whole, else the source's, which is asked for a run at a time.
 *
 * @throws where the source does not answer
 */
export async function wholeCourses(
  store: CompareStore,
  column: string,
): Promise<ReadonlyMap<string, Course>> {
  const courses = new Map<string, Course>();
  for (const { key } of store.shown.peek().rows.flatMap(({ runs }) => runs)) {
    const known = store.courses.course(key, column);
    if (known === undefined) continue;
    const isWhole = store.source.courses === undefined || known.logged <= known.steps.length;
    const course = isWhole ? known : await askFor(store, key, column);
    if (course !== undefined) courses.set(key, course);
  }
  return courses;
}

async function askFor(
  { source }: CompareStore,
  run: ComparedRun['key'],
  column: string,
): Promise<Course | undefined> {
  try {
    const [block] = await source.courses!([column], [{ run, from: 0, to: END }], true);
    return block && coursesOf(block).get(column);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(t('Not all that was logged could be read: {0}', reason), { cause: error });
  }
}
