/** The kinds of visuals that show figures: the plain ones, which every version of Power BI draws. */
import { changeOf, previousOf } from '../measures/compared-measures';
import { tooltipOf } from './tooltip';
import type { Field, JsonValue, Visual } from './visual';
import { expressionOf, formatting, literal, measure, referenceOf } from './visual';

/** One figure. @param fontSize smaller for what is no number */
export function card(name: string, altText: string, fontSize = 22): Visual {
  return {
    visualType: 'card',
    title: name,
    altText,
    roles: { Values: [measure(name)] },
    objects: {
      // The title says it already.
      categoryLabels: formatting({ show: literal(false) }),
      labels: formatting({ fontSize: literal(fontSize), labelDisplayUnits: literal(1) }),
    },
  };
}

/** The same figure in the period before, its change, and what is to be reached. */
export function compared(name: string, target?: string): Visual {
  const display = [
    measure(previousOf(name), 'before'),
    measure(changeOf(name), 'change'),
    ...(target === undefined ? [] : [measure(target, 'target')]),
  ];
  return {
    visualType: 'multiRowCard',
    title: `${name}, compared`,
    altText: `${name} in the period before, how it changed${target === undefined ? '' : ', and its target'}.`,
    roles: { Values: display },
    objects: {
      card: formatting({ barShow: literal(false), cardPadding: literal(2) }),
      dataLabels: formatting({ fontSize: literal(11) }),
      categoryLabels: formatting({ show: literal(true), fontSize: literal(8) }),
    },
    hidesTitle: true,
  };
}

/** A line without axes: which way a figure goes. */
export function sparkline(name: string, axis: Field): Visual {
  const none = formatting({ show: literal(false) });
  return {
    visualType: 'lineChart',
    title: `${name}, by ${axis.name.toLowerCase()}`,
    altText: `Line of ${name} for each ${axis.name.toLowerCase()} of the period.`,
    roles: { Category: [axis], Y: [measure(name)] },
    sort: { field: axis, direction: 'Ascending' },
    objects: { categoryAxis: none, valueAxis: none, legend: none },
    hidesTitle: true,
  };
}

interface ChartWords {
  title: string;
  altText: string;
}

/** Measures over time, or over bands that have an order of their own. */
export function chart(
  visualType: 'lineChart' | 'clusteredColumnChart' | 'columnChart',
  { title, altText }: ChartWords,
  axis: Field,
  measures: readonly Field[],
  series?: Field,
): Visual {
  return {
    visualType,
    title,
    altText,
    roles: {
      Category: [axis],
      ...(series === undefined ? {} : { Series: [series] }),
      Y: measures,
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
    surroundings: tooltipOf(by),
  };
}

/** Rows with figures. */
export function table(
  { title, altText }: ChartWords,
  values: readonly Field[],
  sort: Field,
  direction: 'Ascending' | 'Descending' = 'Descending',
): Visual {
  return {
    visualType: 'tableEx',
    title,
    altText,
    roles: { Values: values },
    sort: { field: sort, direction },
    // A whole address would take the room of three columns.
    objects: { values: formatting({ urlIcon: literal(true) }) },
  };
}

/** A measure by two columns, the more the darker. */
export function heatMap({ title, altText }: ChartWords, rows: Field, columns: Field, name: string): Visual {
  const value = measure(name);
  const color = (hex: string): JsonValue => ({ color: { Literal: { Value: `'${hex}'` } } });
  const rule = {
    Input: expressionOf(value),
    FillRule: {
      linearGradient2: {
        min: color('#F3F5F7'),
        max: color('#7FB2E0'),
        nullColoringStrategy: { strategy: { Literal: { Value: "'noColor'" } } },
      },
    },
  };
  return {
    visualType: 'pivotTable',
    title,
    altText,
    roles: { Rows: [rows], Columns: [columns], Values: [value] },
    objects: {
      subTotals: formatting({ rowSubtotals: literal(false), columnSubtotals: literal(false) }),
      values: [
        {
          properties: { backColor: { solid: { color: { expr: { FillRule: rule } } } } },
          selector: { data: [{ dataViewWildcard: { matchingOption: 1 } }], metadata: referenceOf(value) },
        },
      ],
    },
  };
}

function axes(hasLegend: boolean): Record<string, JsonValue> {
  return {
    categoryAxis: formatting({ showAxisTitle: literal(false) }),
    valueAxis: formatting({ showAxisTitle: literal(false) }),
    legend: formatting({ show: literal(hasLegend), position: literal('Top') }),
  };
}
