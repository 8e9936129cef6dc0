/** A page: a heading and slicers, a row of cards, charts below. 1280 by 720 pixels. */
import { dictionary } from '../../../../vendors/dictionary';
import { ASSIGNEE, DAY, SOURCE, heading, slicer } from './kinds';
import type { Place, Visual } from './visual';

export interface Page {
  title: string;
  visuals: ReadonlyArray<readonly [Visual, Place]>;
}

export const PAGE_SIZE = { width: 1280, height: 720 } as const;
const MARGIN = 16;
const GAP = 12;
const INNER_WIDTH = PAGE_SIZE.width - 2 * MARGIN;
const TOP = { y: 12, height: 72 } as const;
const CARDS = { y: 96, height: 92 } as const;
const CHARTS_Y = CARDS.y + CARDS.height + GAP;

interface PageWords {
  title: string;
  about: string;
}

/**
 * @param rows of charts: how much of the height a row takes, and its visuals, each with its share of the width
 * @param slicers left out where a choice would not reach the figures
 */
export function page(
  { title, about }: PageWords,
  cards: readonly Visual[],
  rows: ReadonlyArray<{ share: number; visuals: ReadonlyArray<readonly [Visual, number]> }>,
  slicers: readonly Visual[] = [
    slicer('Source', SOURCE, 'Dropdown'),
    slicer('Assignee', ASSIGNEE, 'Dropdown'),
    slicer('Day', DAY, 'Between'),
  ],
): Page {
  return {
    title,
    visuals: [...top(heading(title, about), slicers), ...spread(cards, CARDS.y, CARDS.height), ...charts(rows)],
  };
}

const SLICER_WIDTHS: Readonly<Record<string, number>> = dictionary({ Source: 180, Assignee: 180, Day: 300 });

function top(words: Visual, slicers: readonly Visual[]): Array<readonly [Visual, Place]> {
  const widths = slicers.map(({ title }) => SLICER_WIDTHS[title] ?? 180);
  const taken = widths.reduce((sum, width) => sum + width + GAP, 0);
  const first = PAGE_SIZE.width - MARGIN - taken + GAP;
  const placed = slicers.map((visual, at): readonly [Visual, Place] => {
    const x = first + widths.slice(0, at).reduce((sum, width) => sum + width + GAP, 0);
    return [visual, [x, TOP.y, widths[at] ?? 0, TOP.height]];
  });
  return [[words, [MARGIN, TOP.y, INNER_WIDTH - taken, TOP.height]], ...placed];
}

function spread(visuals: readonly Visual[], y: number, height: number): Array<readonly [Visual, Place]> {
  return inRow(
    visuals.map((visual) => [visual, 1]),
    y,
    height,
  );
}

function charts(
  rows: ReadonlyArray<{ share: number; visuals: ReadonlyArray<readonly [Visual, number]> }>,
): Array<readonly [Visual, Place]> {
  const room = PAGE_SIZE.height - MARGIN - CHARTS_Y - GAP * (rows.length - 1);
  const whole = rows.reduce((sum, { share }) => sum + share, 0);
  let y = CHARTS_Y;
  return rows.flatMap(({ share, visuals }) => {
    const height = Math.floor((room * share) / whole);
    const placed = inRow(visuals, y, height);
    y += height + GAP;
    return placed;
  });
}

function inRow(
  visuals: ReadonlyArray<readonly [Visual, number]>,
  y: number,
  height: number,
): Array<readonly [Visual, Place]> {
  const room = INNER_WIDTH - GAP * (visuals.length - 1);
  const whole = visuals.reduce((sum, [, share]) => sum + share, 0);
  let x = MARGIN;
  return visuals.map(([visual, share]) => {
    const width = Math.floor((room * share) / whole);
    const place: Place = [x, y, width, height];
    x += width + GAP;
    return [visual, place];
  });
}
