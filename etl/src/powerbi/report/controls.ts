/** What a reader chooses and reads at the top of a page. */
import { AGENT, DAY, QUEUE, SOURCE } from './fields';
import type { Field, JsonValue, Visual } from './visual';
import { formatting, literal } from './visual';

/** The days that the report opens with, up to today. */
export const DEFAULT_DAYS = 90;

/** Chooses for the whole report. */
function dropdown(title: string, field: Field): Visual {
  return {
    visualType: 'slicer',
    title,
    altText: `Chooses by ${title.toLowerCase()}, on all pages.`,
    roles: { Values: [field] },
    objects: {
      data: formatting({ mode: literal('Dropdown') }),
      header: formatting({ show: literal(true), text: literal(title) }),
    },
    syncGroup: title,
    hidesTitle: true,
  };
}

/** The last days up to today; the reader may choose another number, weeks or months. */
function period(title: string): Visual {
  const { objects = {}, ...slicer } = dropdown(title, DAY);
  return {
    ...slicer,
    altText: `Chooses the period on all pages: the last ${DEFAULT_DAYS} days at first.`,
    objects: {
      ...objects,
      data: formatting({
        mode: literal('Relative'),
        relativeRange: literal('Last'),
        relativeDuration: literal(DEFAULT_DAYS),
        relativePeriod: literal('Days'),
      }),
      general: formatting({ filter: { filter: lastDays(DEFAULT_DAYS) } }),
    },
  };
}

function lastDays(days: number): JsonValue {
  const added = (expression: JsonValue, amount: number): JsonValue => ({
    DateAdd: { Expression: expression, Amount: amount, TimeUnit: 0 },
  });
  const whole = (expression: JsonValue): JsonValue => ({ DateSpan: { Expression: expression, TimeUnit: 0 } });
  const now = { Now: {} };
  return {
    Version: 2,
    From: [{ Name: 'd', Entity: DAY.table, Type: 0 }],
    Where: [
      {
        Condition: {
          Between: {
            Expression: { Column: { Expression: { SourceRef: { Source: 'd' } }, Property: DAY.name } },
            LowerBound: whole(added(added(now, 1), -days)),
            UpperBound: whole(now),
          },
        },
      },
    ],
  };
}

export const SLICERS = {
  source: dropdown('Source', SOURCE),
  queue: dropdown('Queue', QUEUE),
  agent: dropdown('Agent', AGENT),
  period: period('Period'),
} as const;

/** Name of a page and what it is about. */
export function heading(title: string, about: string): Visual {
  const run = (value: string, fontSize: string, fontWeight: string): JsonValue => ({
    textRuns: [{ value, textStyle: { fontSize, fontWeight } }],
  });
  return {
    visualType: 'textbox',
    title: `Heading of ${title}`,
    altText: `${title}. ${about}`,
    roles: {},
    objects: { general: formatting({ paragraphs: [run(title, '18pt', 'bold'), run(about, '10pt', 'normal')] }) },
    hidesTitle: true,
  };
}

/** Back to the page with the number that led here. */
export function backButton(): Visual {
  return {
    visualType: 'actionButton',
    title: 'Back',
    altText: 'Back to the page with the number.',
    roles: {},
    objects: {
      icon: [{ properties: { shapeType: literal('back') }, selector: { id: 'default' } }],
      text: [{ properties: { show: literal(true), text: literal('Back') }, selector: { id: 'default' } }],
    },
    surroundings: { visualLink: formatting({ show: literal(true), type: literal('Back') }) },
    hidesTitle: true,
  };
}
