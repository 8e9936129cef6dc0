/** The feed of a running service as Power Query's OData connector reads it: service document, metadata, pages. */
import { XMLParser } from 'fast-xml-parser';
import { microsOf, readTime } from '../../vendors/time';
import type { RunningService } from '../support/service';
import type { Value } from './m-values';
import { Moment, Table } from './m-values';

interface Property {
  '@_Name': string;
  '@_Type': string;
}

interface Metadata {
  'edmx:Edmx': {
    'edmx:DataServices': { Schema: { EntityType: Array<{ '@_Name': string; Property: Property[] }> } };
  };
}

interface FeedPage {
  value: Array<Record<string, unknown>>;
  '@odata.nextLink'?: string;
}

export interface ReadFeed {
  /** What OData.Feed gives: a table of tables. */
  navigation: Table;
  /** Pages that were asked for. */
  pages: number;
}

/** @param service asked over its socket, every page of every table */
export async function readFeed(service: RunningService): Promise<ReadFeed> {
  const types = typesOf((await service.ask('/odata/$metadata')).text);
  const sets = (await service.ask('/odata')).json<{ value: Array<{ name: string; url: string }> }>().value;
  const rows: Array<Map<string, Value>> = [];
  let pages = 0;
  for (const { name, url } of sets) {
    const properties = types.get(name) ?? [];
    const data: Array<Map<string, Value>> = [];
    for (let next: string | undefined = `/odata/${url}`; next !== undefined; pages += 1) {
      const answer = await service.ask(next);
      if (answer.status !== 200) throw new Error(`${next}: ${answer.status}`);
      const page: FeedPage = answer.json<FeedPage>();
      data.push(...page.value.map((row) => rowOf(row, properties)));
      next = page['@odata.nextLink']?.slice(service.url.length);
    }
    const columns = properties.map((property) => property['@_Name']);
    rows.push(
      new Map<string, Value>([
        ['Name', name],
        ['Signature', 'table'],
        ['Data', new Table(columns, data)],
      ]),
    );
  }
  return { navigation: new Table(['Name', 'Signature', 'Data'], rows), pages };
}

function typesOf(xml: string): Map<string, Property[]> {
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'Property' });
  const schema = (parser.parse(xml) as Metadata)['edmx:Edmx']['edmx:DataServices'].Schema;
  return new Map(schema.EntityType.map((type) => [type['@_Name'], type.Property]));
}

function rowOf(row: Readonly<Record<string, unknown>>, properties: readonly Property[]): Map<string, Value> {
  return new Map(properties.map(({ '@_Name': name, '@_Type': type }) => [name, valueOf(row[name], type, name)]));
}

function valueOf(value: unknown, type: string, name: string): Value {
  if (value === null) return null;
  if (type === 'Edm.String' && typeof value === 'string') return value;
  if (type === 'Edm.Boolean' && typeof value === 'boolean') return value;
  if (['Edm.Int32', 'Edm.Int64', 'Edm.Double'].includes(type) && typeof value === 'number') return value;
  if (type === 'Edm.Date' && typeof value === 'string') {
    return new Moment('date', BigInt(Date.parse(`${value}T00:00:00Z`) / 86_400_000));
  }
  if (type === 'Edm.DateTimeOffset' && typeof value === 'string') {
    const time = readTime(value);
    if (time.kind === 'instant') return new Moment('datetimezone', microsOf(time.instant));
  }
  throw new Error(`${name}: ${typeof value} where the metadata says ${type}`);
}
