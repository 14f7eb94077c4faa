import { describe, expect, it } from 'vitest';
import {
  divergingTable,
  greyTable,
  sequentialTable,
} from '../../../../webview/components/images/colourScales';
import { planFor } from '../../../../webview/components/images/pixelPlan';
import { PAPER } from '../../../../webview/figures/paper';
import type { Sheet, SheetPicture } from '../../../../webview/figures/sheet';
import { inRows } from '../../../../webview/figures/sheet';
import type { SheetColours } from '../../../../webview/figures/sheetSvg';
import { FINENESS, sheetSvg } from '../../../../webview/figures/sheetSvg';

const LETTER = 6;
const white = [255, 255, 255] as const;

/** Pictures by the addresses that they were given. */
function colours(drawn: SheetPicture[] = []): SheetColours {
  return {
    theme: PAPER,
    tables: { grey: greyTable(), diverging: divergingTable(white), sequential: sequentialTable(white) },
    textWidth: (text) => LETTER * text.length,
    pictureUrl: (picture) => `picture:${drawn.push(picture) - 1}`,
  };
}

function picture(shape: readonly number[], ...captions: string[]): SheetPicture {
  const size = shape.reduce((product, each) => product * each, 1);
  return {
    plan: planFor(shape),
    values: new Float32Array(size),
    ...{ range: { low: -1, high: 1 }, table: 'diverging', captions },
  };
}

const texts = { title: 'Vectors of <hidden> & co', about: 'a run · step 3' };

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the pictures are, by their addresses. */
function boxes(svg: string): Map<string, Box> {
  const found = svg.matchAll(
    /<image x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"[^>]* href="(picture:\d+)"/g,
  );
  return new Map(
    [...found].map(([, x, y, width, height, href]) => [
      href!,
      { x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
    ]),
  );
}

function textsOf(svg: string) {
  return [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</g)].map(([, x, y, text]) => ({
    ...{ x: Number(x), y: Number(y), text: text! },
  }));
}

function sizeOf(svg: string) {
  const [, width, height] = /<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg)!;
  return { width: Number(width), height: Number(height) };
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe('pictures exported as a figure', () => {
  it('lie in rows beside each other, each with its captions below it', () => {
    const cells = Array.from({ length: 5 }, (_, i) => [picture([28, 28, 1], `σ${i}`, `${i} %`)]);
    const sheet: Sheet = {
      ...{ ...texts, bars: [], heads: [] },
      rows: inRows(cells, 3).map((row) => ({ cells: row })),
    };
    const svg = sheetSvg(sheet, colours());
    const all = [...boxes(svg).values()];
    expect(all).toHaveLength(5);
    expect(new Set(all.map(({ y }) => y)).size).toBe(2);
    expect(all[3]!.x).toBe(all[0]!.x);
    for (const [i, box] of all.entries()) {
      for (const other of all.slice(i + 1)) expect(overlap(box, other)).toBe(false);
      const captions = textsOf(svg).filter(({ text }) => text === `σ${i}` || text === `${i} %`);
      expect(captions.map(({ x }) => x)).toEqual([box.x, box.x]);
      for (const { y } of captions) expect(y).toBeGreaterThan(box.y + box.height);
    }
    const { width, height } = sizeOf(svg);
    for (const box of all) {
      expect(box.x + box.width).toBeLessThan(width);
      expect(box.y + box.height).toBeLessThan(height);
    }
  });

  it('have cells of whole pixels', () => {
    const svg = sheetSvg(
      { ...texts, bars: [], heads: [], rows: [{ cells: [[picture([28, 28, 1])]] }] },
      colours(),
    );
    const [box] = boxes(svg).values();
    expect(Number.isInteger((FINENESS * box!.width) / 28)).toBe(true);
    expect(box!.width).toBe(box!.height);
  });

  it('stand below the names of their columns and beside those of their rows, which long captions do not run into', () => {
    const long = 'a caption that is wider than its picture';
    const sheet: Sheet = {
      ...{ ...texts, bars: [] },
      heads: [
        { title: 'x', detail: 'rebuilt by hidden' },
        { title: 'h', detail: 'a detail that is longer than all pictures of its column together are wide' },
        { title: 'last', detail: '' },
      ],
      rows: [
        {
          head: { title: 'class 1', detail: 'training sample 12' },
          cells: [[picture([4, 4, 1], long), picture([4, 4, 1])], [picture([12])], [picture([4, 4, 1])]],
        },
      ],
    };
    const svg = sheetSvg(sheet, colours());
    const at = (text: string) => textsOf(svg).find((each) => each.text === text)!;
    const [first, second, third, fourth] = [...boxes(svg).values()] as [Box, Box, Box, Box];
    expect(second.x).toBeGreaterThan(first.x + LETTER * long.length);
    expect([first.x, third.x, fourth.x]).toEqual([at('x').x, at('h').x, at('last').x]);
    expect(fourth.x).toBeGreaterThan(third.x + LETTER * sheet.heads[1]!.detail.length);
    expect(first.x).toBeGreaterThan(at('training sample 12').x + LETTER * 'training sample 12'.length);
    expect(at('rebuilt by hidden').y).toBeLessThan(first.y);
  });

  it('are below each other where they are strips', () => {
    const cells = [[picture([64], 'h'), picture([64], 'r')]];
    const [above, below] = [
      ...boxes(sheetSvg({ ...texts, bars: [], heads: [], rows: [{ cells }] }, colours())).values(),
    ] as [Box, Box];
    expect(below.x).toBe(above.x);
    expect(below.y).toBeGreaterThan(above.y + above.height);
  });

  it('say what their colours mean, in colours of the table', () => {
    const bars = [
      { table: 'grey' as const, range: { low: 0, high: 255 }, label: 'data' },
      { table: 'diverging' as const, range: { low: -2, high: 2 }, label: 'difference' },
    ];
    const svg = sheetSvg({ ...texts, bars, heads: [], rows: [{ cells: [[picture([2, 2, 1])]] }] }, colours());
    expect(textsOf(svg).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['data', '0', '255', 'difference', '−2', '2']),
    );
    expect(svg).toContain('fill="rgb(0,0,0)"');
    expect(svg).toContain('fill="rgb(255,255,255)"');
    const { width } = sizeOf(svg);
    for (const { x, text } of textsOf(svg)) expect(x + LETTER * text.length).toBeLessThan(width);
  });

  it('leave a gap where one is missing, and are drawn in their order', () => {
    const drawn: SheetPicture[] = [];
    const [one, two] = [picture([4, 4, 1]), picture([4, 4, 1])];
    const svg = sheetSvg(
      { ...texts, bars: [], heads: [], rows: [{ cells: [[one], []] }, { cells: [[], [two]] }] },
      colours(drawn),
    );
    expect(drawn).toEqual([one, two]);
    const [first, second] = [...boxes(svg).values()] as [Box, Box];
    expect(second.x).toBeGreaterThanOrEqual(first.x + first.width);
    expect(second.y).toBeGreaterThan(first.y);
  });

  it('have their title as text, whatever stands in it', () => {
    const hostile = { ...texts, title: 'a\x01b\x1b', bars: [], heads: [], rows: [] };
    expect(sheetSvg(hostile, colours())).toContain('>a\uFFFDb\uFFFD<');
    expect(sheetSvg({ ...texts, bars: [], heads: [], rows: [] }, colours())).toContain(
      '>Vectors of &lt;hidden> &amp; co<',
    );
  });
});
