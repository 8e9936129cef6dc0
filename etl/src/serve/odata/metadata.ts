/** The service document and $metadata (CSDL XML 4.0), of the tables that are published. Pure. */
import type { Column, ColumnType, Table } from '../../schema/column';

const NAMESPACE = 'Ticketlake';

/** OData 4 has no time without a zone: wall-clock times travel as if they were UTC. */
const EDM_TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'Edm.String',
  integer: 'Edm.Int32',
  bigint: 'Edm.Int64',
  double: 'Edm.Double',
  boolean: 'Edm.Boolean',
  date: 'Edm.Date',
  local: 'Edm.DateTimeOffset',
  instant: 'Edm.DateTimeOffset',
};

/** The key of a table must never be empty: where a column of it may be, the row is numbered instead. */
export const ROW_COLUMN = 'row_number';

export function isNumbered({ key, columns }: Table): boolean {
  return key.some((name) => columns.find((column) => column.name === name)?.nullable !== false);
}

/** Vocabularies of OASIS by which a reader learns what it may ask. */
const VOCABULARIES = ['Org.OData.Aggregation.V1', 'Org.OData.Capabilities.V1'];

/** A reader that knows this leaves grouping and totals to the feed, and sends no `$batch`. */
const TRANSFORMATIONS = ['filter', 'groupby', 'aggregate'];
const APPLY_SUPPORTED = [
  '<Annotation Term="Org.OData.Aggregation.V1.ApplySupported"><Record>',
  '<PropertyValue Property="Transformations"><Collection>',
  ...TRANSFORMATIONS.map((name) => `<String>${name}</String>`),
  '</Collection></PropertyValue></Record></Annotation>',
].join('');
const NO_BATCH = '<Annotation Term="Org.OData.Capabilities.V1.BatchSupported" Bool="false"/>';

export function metadataXml(tables: readonly Table[]): string {
  const sets = tables.map(
    ({ name }) => `<EntitySet Name="${name}" EntityType="${NAMESPACE}.${name}">${APPLY_SUPPORTED}</EntitySet>`,
  );
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">',
    ...VOCABULARIES.map(reference),
    '<edmx:DataServices>',
    `<Schema Namespace="${NAMESPACE}" xmlns="http://docs.oasis-open.org/odata/ns/edm">`,
    ...tables.map(entityType),
    `<EntityContainer Name="Lake">${sets.join('')}${NO_BATCH}</EntityContainer>`,
    '</Schema>',
    '</edmx:DataServices>',
    '</edmx:Edmx>',
    '',
  ].join('\n');
}

function reference(vocabulary: string): string {
  const uri = `https://oasis-tcs.github.io/odata-vocabularies/vocabularies/${vocabulary}.xml`;
  return `<edmx:Reference Uri="${uri}"><edmx:Include Namespace="${vocabulary}"/></edmx:Reference>`;
}

function entityType(table: Table): string {
  const key = isNumbered(table) ? [ROW_COLUMN] : table.key;
  const number = isNumbered(table) ? [`<Property Name="${ROW_COLUMN}" Type="Edm.Int64" Nullable="false"/>`] : [];
  return [
    `<EntityType Name="${table.name}">`,
    `<Key>${key.map((name) => `<PropertyRef Name="${name}"/>`).join('')}</Key>`,
    ...number,
    ...table.columns.map(property),
    '</EntityType>',
  ].join('\n');
}

function property({ name, type, nullable }: Column): string {
  const precision = type === 'instant' || type === 'local' ? ' Precision="6"' : '';
  return `<Property Name="${name}" Type="${EDM_TYPES[type]}"${nullable ? '' : ' Nullable="false"'}${precision}/>`;
}

/** @param root address of the feed, with its slash */
export function serviceDocument(tables: readonly Table[], root: string): object {
  return {
    '@odata.context': `${root}$metadata`,
    value: tables.map(({ name }) => ({ name, kind: 'EntitySet', url: name })),
  };
}
