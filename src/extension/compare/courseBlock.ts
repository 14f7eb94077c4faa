import type { CourseBlock } from '../../messages/compareMessages';
import type { Course } from '../../messages/thinCourse';

/** Courses of a run's columns as they travel: one after the other in two buffers. */
export function courseBlock(key: string, names: readonly string[], courses: readonly Course[]): CourseBlock {
  const total = courses.reduce((sum, { steps }) => sum + steps.length, 0);
  const steps = new Uint32Array(total);
  const values = new Float64Array(total);
  let at = 0;
  for (const course of courses) {
    steps.set(course.steps, at);
    values.set(course.values, at);
    at += course.steps.length;
  }
  return {
    ...{ key, names, counts: courses.map((course) => course.steps.length) },
    logged: courses.map(({ logged }) => logged),
    ...{ steps: steps.buffer, values: values.buffer },
  };
}
