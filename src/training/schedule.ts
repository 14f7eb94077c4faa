import type { ScheduleOptions } from '../config/training/schedule';

/**
 * The learning rate of a step.
 *
 * @param base the optimizer's learning rate
 * @param step counted from 0
 * @param steps of the whole training
 */
export function scheduledRate(schedule: ScheduleOptions, base: number, step: number, steps: number): number {
  const { warmup } = schedule;
  if (step < warmup) return (base * (step + 1)) / warmup;
  switch (schedule.type) {
    case 'constant':
      return base;
    case 'step':
      return base * schedule.factor ** Math.floor((step - warmup) / schedule.every);
    case 'cosine': {
      const progress = Math.min(1, (step - warmup) / Math.max(1, steps - warmup));
      return base * (schedule.final + ((1 - schedule.final) * (1 + Math.cos(Math.PI * progress))) / 2);
    }
  }
}
