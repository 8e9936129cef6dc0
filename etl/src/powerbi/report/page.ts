/** A page: a heading and slicers, a row of cards, rows of visuals below. 1280 by 720 pixels. */
import { SLICERS, backButton, heading } from './controls';
import type { Field, Visual, VisualBounds } from './visual';

export interface ReportPage {
  title: string;
  visuals: ReadonlyArray<readonly [Visual, VisualBounds]>;
  size: { width: number; height: number };
  /** Reached from a number that one of these measures shows: the page lists its tickets. */
  drillsFrom: readonly Field[];
  /** tooltip: shown beside the pointer · hidden: reached by drill-through only */
  role: 'shown' | 'hidden' | 'tooltip';
}

/** Visuals side by side, each with its share of the width. @param share of the height below the cards */
export interface Row {
  share: number;
  visuals: ReadonlyArray<readonly [Visual, number]>;
}

export const PAGE_SIZE = { width: 1280, height: 720 } as const;
const MARGIN = 16;
const GAP = 10;
const TOP = { y: 10, height: 84 } as const;
const CARDS = { height: 84 } as const;
const WIDTHS: ReadonlyMap<Visual, number> = new Map([[SLICERS.period, 300]]);
const SLICER_WIDTH = 150;
const BUTTON_WIDTH = 150;

export interface PageParts {
  title: string;
  about: string;
  cards?: readonly Visual[];
  rows: readonly Row[];
  /** Left out where a choice would not reach the figures. */
  slicers?: readonly Visual[];
  drillsFrom?: readonly Field[];
  role?: ReportPage['role'];
}

export function page({
  title,
  about,
  cards = [],
  rows,
  slicers = [SLICERS.source, SLICERS.queue, SLICERS.agent, SLICERS.period],
  drillsFrom = [],
  role = 'shown',
}: PageParts): ReportPage {
  const controls = drillsFrom.length > 0 ? [...slicers, backButton()] : slicers;
  const cardsY = TOP.y + TOP.height + GAP;
  const rowsY = cards.length === 0 ? cardsY : cardsY + CARDS.height + GAP;
  return {
    title,
    size: PAGE_SIZE,
    drillsFrom,
    role,
    visuals: [
      ...top(heading(title, about), controls),
      ...inRow(
        cards.map((visual) => [visual, 1]),
        { x: MARGIN, y: cardsY, width: PAGE_SIZE.width - 2 * MARGIN, height: CARDS.height },
      ),
      ...stacked(rows, {
        x: MARGIN,
        y: rowsY,
        width: PAGE_SIZE.width - 2 * MARGIN,
        height: PAGE_SIZE.height - MARGIN - rowsY,
      }),
    ],
  };
}

/** A small page without a heading. */
export function tooltipPage(title: string, rows: readonly Row[]): ReportPage {
  const size = { width: 340, height: 260 };
  const box = { x: GAP, y: GAP, width: size.width - 2 * GAP, height: size.height - 2 * GAP };
  return { title, size, drillsFrom: [], role: 'tooltip', visuals: stacked(rows, box) };
}

function top(text: Visual, controls: readonly Visual[]): Array<readonly [Visual, VisualBounds]> {
  const widths = controls.map(
    (visual) => WIDTHS.get(visual) ?? (visual.visualType === 'slicer' ? SLICER_WIDTH : BUTTON_WIDTH),
  );
  const taken = widths.reduce((sum, width) => sum + width + GAP, 0);
  let x = PAGE_SIZE.width - MARGIN - taken + GAP;
  const placed = controls.map((visual, at): readonly [Visual, VisualBounds] => {
    const width = widths[at] ?? 0;
    const place: VisualBounds = [x, TOP.y, width, TOP.height];
    x += width + GAP;
    return [visual, place];
  });
  return [[text, [MARGIN, TOP.y, PAGE_SIZE.width - 2 * MARGIN - taken, TOP.height]], ...placed];
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Rows below each other. */
export function stacked(rows: readonly Row[], box: Box): Array<readonly [Visual, VisualBounds]> {
  const room = box.height - GAP * (rows.length - 1);
  const whole = rows.reduce((sum, { share }) => sum + share, 0);
  let { y } = box;
  return rows.flatMap(({ share, visuals }) => {
    const height = Math.floor((room * share) / whole);
    const placed = inRow(visuals, { ...box, y, height });
    y += height + GAP;
    return placed;
  });
}

function inRow(
  visuals: ReadonlyArray<readonly [Visual, number]>,
  { x: left, y, width: whole, height }: Box,
): Array<readonly [Visual, VisualBounds]> {
  const room = whole - GAP * (visuals.length - 1);
  const shares = visuals.reduce((sum, [, share]) => sum + share, 0);
  let x = left;
  return visuals.map(([visual, share]) => {
    const width = Math.floor((room * share) / shares);
    const place: VisualBounds = [x, y, width, height];
    x += width + GAP;
    return [visual, place];
  });
}
