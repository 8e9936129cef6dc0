/** The kinds of visuals that the report is made of: the plain ones, which every version of Power BI draws. */
import type { Field, JsonValue, Visual } from './visual';
import { column, formatting, literal, measure } from './visual';

/** One figure. */
export function card(name: string, altText: string): Visual {
  return {
    visualType: 'card',
    title: name,
    altText,
    roles: { Values: [measure(name)] },
    objects: {
      // The title says it already.
      categoryLabels: formatting({ show: literal(false) }),
      labels: formatting({ fontSize: literal(22), labelDisplayUnits: literal(1) }),
    },
  };
}

interface ChartWords {
  title: string;
  altText: string;
}

/** Measures over time. */
export function timeChart(
  visualType: 'lineChart' | 'clusteredColumnChart' | 'columnChart',
  { title, altText }: ChartWords,
  axis: Field,
  measures: readonly string[],
  series?: Field,
): Visual {
  return {
    visualType,
    title,
    altText,
    roles: {
      Category: [axis],
      ...(series === undefined ? {} : { Series: [series] }),
      Y: measures.map(measure),
    },
    sort: { field: axis, direction: 'Ascending' },
    objects: axes(series !== undefined || measures.length > 1),
  };
}

/** A measure by the values of a column, the largest on top. */
export function ranking({ title, altText }: ChartWords, by: Field, name: string): Visual {
  const value = measure(name);
  return {
    visualType: 'clusteredBarChart',
    title,
    altText,
    roles: { Category: [by], Y: [value] },
    sort: { field: value, direction: 'Descending' },
    objects: { ...axes(false), labels: formatting({ show: literal(true) }) },
  };
}

/** Rows with figures. @param sort the column or measure that decides their order, from large to small */
export function table({ title, altText }: ChartWords, values: readonly Field[], sort: Field): Visual {
  return {
    visualType: 'tableEx',
    title,
    altText,
    roles: { Values: values },
    sort: { field: sort, direction: 'Descending' },
  };
}

/** Chooses for the whole report. @param mode Between: a first and a last day */
export function slicer(title: string, field: Field, mode: 'Dropdown' | 'Between'): Visual {
  return {
    visualType: 'slicer',
    title,
    altText: `Chooses by ${title.toLowerCase()}, on all pages.`,
    roles: { Values: [field] },
    objects: {
      data: formatting({ mode: literal(mode) }),
      header: formatting({ show: literal(true), text: literal(title) }),
    },
    syncGroup: title,
    hidesTitle: true,
  };
}

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

export const DAY = column('Dates', 'Date');
export const MONTH = column('Dates', 'Year Month');
export const SOURCE = column('Sources', 'Source');
export const ASSIGNEE = column('Assignee', 'Name');

function axes(hasLegend: boolean): Record<string, JsonValue> {
  return {
    categoryAxis: formatting({ showAxisTitle: literal(false) }),
    valueAxis: formatting({ showAxisTitle: literal(false) }),
    legend: formatting({ show: literal(hasLegend), position: literal('Top') }),
  };
}
