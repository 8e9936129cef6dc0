/** Visuals of a page, as PBIR writes them. */
import { objectName } from '../ids';
import { measureNamed } from '../measures/measures';
import { modelColumnNamed } from '../model/tables';
import { SCHEMAS } from '../schemas';

/** Pixels from the left and from the top, width and height. */
export type VisualBounds = readonly [x: number, y: number, width: number, height: number];

export interface Field {
  kind: 'Column' | 'Measure';
  table: string;
  name: string;
  /** What the visual calls it, where its own name says too much beside a title. */
  shownAs?: string;
}

export interface Visual {
  visualType: string;
  title: string;
  /** For those who cannot see the visual: what it shows. */
  altText: string;
  /** Fields by the role they play in this type of visual. */
  roles: Readonly<Record<string, readonly Field[]>>;
  sort?: { field: Field; direction: 'Ascending' | 'Descending' };
  /** Formatting of this type of visual. */
  objects?: Readonly<Record<string, JsonValue>>;
  /** Formatting of what surrounds it, beside title and alternative text. */
  surroundings?: Readonly<Record<string, JsonValue>>;
  /** The only values of a column that it shows. */
  keeps?: { field: Field; values: readonly string[] };
  /** Slicers of one group share their choice over all pages. */
  syncGroup?: string;
  hidesTitle?: boolean;
}

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** A column by its names in the model. @throws Error when the model has none: a defect of the generator */
export function column(table: string, name: string): Field {
  modelColumnNamed(table, name);
  return { kind: 'Column', table, name };
}

/** A measure by its name. @param shownAs where a visual calls it otherwise @throws Error when the model has none: a defect of the generator */
export function measure(name: string, shownAs?: string): Field {
  const field = { kind: 'Measure' as const, table: measureNamed(name).table, name };
  return shownAs === undefined ? field : { ...field, shownAs };
}

/** A literal as PBIR writes it: texts in single quotes, numbers with D. */
export function literal(value: string | number | boolean): JsonValue {
  const text = typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  return { expr: { Literal: { Value: typeof value === 'number' ? `${text}D` : text } } };
}

/** One formatting object. */
export function formatting(properties: Readonly<Record<string, JsonValue>>): JsonValue {
  return [{ properties }];
}

/** The file of a visual. @param order of the tab key and of stacking, from 0 */
export function visualFile(
  page: string,
  visual: Visual,
  place: VisualBounds,
  order: number,
): { name: string; json: JsonValue } {
  const name = objectName(`visual ${page} ${visual.visualType} ${visual.title}`);
  const [x, y, width, height] = place;
  const json = {
    $schema: SCHEMAS.visual,
    name,
    position: { x, y, z: order * 1000, height, width, tabOrder: order * 1000 },
    visual: {
      visualType: visual.visualType,
      ...queryOf(visual),
      ...(visual.objects === undefined ? {} : { objects: visual.objects }),
      visualContainerObjects: {
        title: formatting(
          visual.hidesTitle === true ? { show: literal(false) } : { show: literal(true), text: literal(visual.title) },
        ),
        general: formatting({ altText: literal(visual.altText) }),
        ...visual.surroundings,
      },
      ...(visual.syncGroup === undefined
        ? {}
        : { syncGroup: { groupName: visual.syncGroup, fieldChanges: true, filterChanges: true } }),
      drillFilterOtherVisuals: true,
    },
    ...(visual.keeps === undefined ? {} : { filterConfig: { filters: [keptValues(name, visual.keeps)] } }),
  };
  return { name, json };
}

function keptValues(visual: string, { field, values }: { field: Field; values: readonly string[] }): JsonValue {
  const column = { Column: { Expression: { SourceRef: { Source: 't' } }, Property: field.name } };
  return {
    name: objectName(`filter ${visual} ${referenceOf(field)}`),
    field: expressionOf(field),
    type: 'Categorical',
    filter: {
      Version: 2,
      From: [{ Name: 't', Entity: field.table, Type: 0 }],
      Where: [
        {
          Condition: {
            In: { Expressions: [column], Values: values.map((value) => [{ Literal: { Value: `'${value}'` } }]) },
          },
        },
      ],
    },
    howCreated: 'User',
  };
}

function queryOf({ roles, sort }: Visual): { query?: JsonValue } {
  const entries = Object.entries(roles);
  if (entries.length === 0) return {};
  const queryState = Object.fromEntries(
    entries.map(([role, fields]) => [role, { projections: fields.map((field) => projection(field, role)) }]),
  );
  const sortDefinition = sort && { sort: [{ field: expressionOf(sort.field), direction: sort.direction }] };
  return { query: { queryState, ...(sortDefinition === undefined ? {} : { sortDefinition }) } };
}

function projection(field: Field, role: string): JsonValue {
  return {
    field: expressionOf(field),
    queryRef: referenceOf(field),
    nativeQueryRef: field.name,
    ...(field.shownAs === undefined ? {} : { displayName: field.shownAs }),
    ...(field.kind === 'Column' && ['Category', 'Rows', 'Columns'].includes(role) ? { active: true } : {}),
  };
}

/** How formatting names a field of a visual. */
export function referenceOf({ table, name }: Field): string {
  return `${table}.${name}`;
}

export function expressionOf({ kind, table, name }: Field): JsonValue {
  return { [kind]: { Expression: { SourceRef: { Entity: table } }, Property: name } };
}
