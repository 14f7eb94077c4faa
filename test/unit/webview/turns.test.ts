import { describe, expect, it } from 'vitest';
import { Turns } from '../../../webview/charts/turns';

/** Frames that the test draws itself. */
function frames() {
  const asked: ((now: number) => void)[] = [];
  let now = 0;
  return {
    turns: new Turns((callback) => asked.push(callback)),
    /** Draws frames of so many milliseconds until nobody asks for one; the number of frames. */
    drawAll(milliseconds: number, meanwhile: () => void = () => undefined): number {
      let count = 0;
      while (asked.length > 0) {
        expect(asked).toHaveLength(1);
        asked.shift()!((now += milliseconds));
        count++;
        if (count < 50) meanwhile();
      }
      return count;
    },
  };
}

describe('turns', () => {
  it('come to everybody once, in order, a few a frame', () => {
    const { turns, drawAll } = frames();
    const seen: number[] = [];
    for (let i = 0; i < 20; i++) turns.ask({ i }, () => seen.push(i));
    expect(seen).toEqual([]);
    const count = drawAll(16);
    expect(count).toBeGreaterThan(2);
    expect(count).toBeLessThan(10);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('get fewer where frames take long, and more again where they do not', () => {
    const { turns, drawAll } = frames();
    const ask = (): void => {
      for (let i = 0; i < 30; i++) turns.ask({ i }, () => undefined);
    };
    ask();
    const slow = drawAll(60);
    expect(slow).toBeGreaterThanOrEqual(29);
    ask();
    expect(drawAll(16)).toBeLessThan(slow / 2);
  });

  it('seldom try out whether more would fit into a frame than did', () => {
    const asked: ((now: number) => void)[] = [];
    const turns = new Turns((callback) => asked.push(callback));
    let served = 0;
    const again = (who: object): void =>
      turns.ask(who, () => {
        served++;
        again(who);
      });
    for (let i = 0; i < 20; i++) again({ i });
    let [now, long] = [0, 0];
    for (let frame = 0; frame < 300; frame++) {
      // Three fit; with more, the screen shows one picture twice.
      const isLong = served > 3;
      served = 0;
      if (isLong) long++;
      asked.shift()!((now += isLong ? 33 : 16.7));
    }
    expect(long).toBeGreaterThan(0);
    expect(long).toBeLessThan(12);
  });

  it('are kept by those who ask again while others are served', () => {
    const { turns, drawAll } = frames();
    const charts = Array.from({ length: 12 }, (_, name) => ({ name, drawn: [] as number[] }));
    let zoom = 0;
    const change = (): void => {
      zoom++;
      for (const chart of charts) turns.ask(chart, () => chart.drawn.push(zoom));
    };
    change();
    drawAll(60, change);
    for (const { drawn } of charts) {
      expect(drawn.length).toBeGreaterThan(2);
      expect(drawn.at(-1)).toBe(zoom);
    }
  });

  it('do not come to those who left', () => {
    const { turns, drawAll } = frames();
    const [stays, leaves] = [{}, {}];
    const seen: string[] = [];
    turns.ask(leaves, () => seen.push('left'));
    turns.ask(stays, () => seen.push('stayed'));
    turns.leave(leaves);
    drawAll(16);
    expect(seen).toEqual(['stayed']);
  });

  it('may be asked for by those whose turn it is', () => {
    const { turns, drawAll } = frames();
    const who = {};
    let left = 3;
    const run = (): void => {
      if (--left > 0) turns.ask(who, run);
    };
    turns.ask(who, run);
    drawAll(16);
    expect(left).toBe(0);
  });
});
