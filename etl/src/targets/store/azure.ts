/**
 * A container of Azure Blob Storage, which ADLS Gen2 and OneLake also are. Writes on a condition (`If-None-Match: *`,
 * `If-Match`) are what keeps two runs apart; every body goes with its MD5, which the store checks.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Parser } from 'htmlparser2';
import { isReadableOnTheWay } from '../../base/loopback';
import type { ProxyConfig } from '../../base/proxy';
import type { AzureAccess } from '../../config/store-access';
import type { AzurePlace } from '../../config/target-place';
import { azureSign } from './azure-keys';
import { connectionTo } from './connection';
import type { AnswerWords } from './checked-requests';
import { CheckedRequests, shownCode } from './checked-requests';
import type { ObjectAnswer } from './object-requests';
import { ObjectRequests } from './object-requests';
import type { StoreNames } from './object-trouble';
import { plainConnection, unreadable } from './object-trouble';
import { LARGE, piecesOf } from './pieces';
import type { LocalFile, ReadObject, Store, StoredObject } from './store';

export async function openAzure(place: AzurePlace, access: AzureAccess, proxy: ProxyConfig): Promise<AzureStore> {
  const names = namesOf(place, access);
  const { service, timeoutMs } = access;
  if (service === null) throw new Error('a container needs an account');
  if (isReadableOnTheWay(service)) throw plainConnection(names);
  const requests = new ObjectRequests(connectionTo({ url: service, proxy, timeoutMs }), await azureSign(access, proxy));
  return new AzureStore(requests, new URL(`${place.container}/`, service), place.prefix, names);
}

function namesOf({ container }: AzurePlace, { keys }: AzureAccess): StoreNames {
  const of = {
    key: 'AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_KEY',
    sas: 'AZURE_STORAGE_SAS_TOKEN',
    entra: 'the identity, its role on the container',
  };
  return { what: `the container ${container}`, keys: of[keys.kind] };
}

/** Words of Azure for: it is not as the condition says. */
const NOT_SO: ReadonlySet<string> = new Set(['BlobAlreadyExists', 'ConditionNotMet', 'TargetConditionNotMet']);

export class AzureStore implements Store {
  private readonly requests: CheckedRequests;

  /** @param container its URL, with a slash at its end */
  constructor(
    requests: ObjectRequests,
    private readonly container: URL,
    private readonly prefix: string,
    private readonly names: StoreNames,
  ) {
    this.requests = new CheckedRequests(requests, names, WORDS);
  }

  async list(prefix: string): Promise<StoredObject[]> {
    const found: StoredObject[] = [];
    for (let marker = ''; ;) {
      const url = new URL(this.container.href.replace(/\/$/, ''));
      const asked = { restype: 'container', comp: 'list', prefix: `${this.prefix}${prefix}` };
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
      if (marker !== '') url.searchParams.set('marker', marker);
      const page = listed(
        this.requests.succeeded(await this.requests.send({ method: 'GET', url })).body.toString('utf8'),
      );
      if (!page.isWhole) throw unreadable(this.names);
      for (const { name, ...rest } of page.objects) found.push({ name: name.slice(this.prefix.length), ...rest });
      marker = page.next;
      if (marker === '') return found;
    }
  }

  async get(name: string): Promise<ReadObject | null> {
    const answer = await this.requests.found({ method: 'GET', url: this.url(name) });
    return answer === null ? null : { body: answer.body, tag: answer.headers['etag'] ?? '' };
  }

  async fetch(name: string, place: string): Promise<boolean> {
    return (await this.requests.found({ method: 'GET', url: this.url(name) }, place)) !== null;
  }

  async sizeOf(name: string): Promise<number | null> {
    const answer = await this.requests.found({ method: 'HEAD', url: this.url(name) });
    return answer === null ? null : Number(answer.headers['content-length'] ?? Number.NaN);
  }

  putIfAbsent(name: string, body: Buffer): Promise<boolean> {
    return this.putOn(name, body, { 'if-none-match': '*' });
  }

  replaceIf(name: string, body: Buffer, tag: string | null): Promise<boolean> {
    return tag === null ? this.putIfAbsent(name, body) : this.putOn(name, body, { 'if-match': tag });
  }

  async put(name: string, { place, bytes }: LocalFile): Promise<void> {
    if (bytes > LARGE) await this.putBlocks(name, place, bytes);
    else this.requests.succeeded(await this.write(name, await readFile(place), {}));
  }

  async delete(name: string): Promise<void> {
    await this.requests.found({ method: 'DELETE', url: this.url(name) });
  }

  private url(name: string): URL {
    return new URL(`${this.container.href}${`${this.prefix}${name}`.split('/').map(encodeURIComponent).join('/')}`);
  }

  private async putOn(name: string, body: Buffer, condition: Record<string, string>): Promise<boolean> {
    const answer = await this.write(name, body, condition);
    if (NOT_SO.has(codeOf(answer)) || (answer.status === 404 && codeOf(answer) === 'BlobNotFound')) return false;
    this.requests.succeeded(answer);
    return true;
  }

  private write(name: string, body: Buffer, condition: Record<string, string>): Promise<ObjectAnswer> {
    const headers = { 'x-ms-blob-type': 'BlockBlob', 'x-ms-blob-content-md5': md5(body), ...condition };
    return this.requests.send({ method: 'PUT', url: this.url(name), headers, body });
  }

  /** Blocks that no list names are removed by the store after a week. */
  private async putBlocks(name: string, place: string, bytes: number): Promise<void> {
    const blocks: string[] = [];
    for await (const { at, body } of piecesOf(place, bytes)) {
      const block = Buffer.from(String(at).padStart(6, '0')).toString('base64');
      const url = this.url(name);
      url.searchParams.set('comp', 'block');
      url.searchParams.set('blockid', block);
      this.requests.succeeded(
        await this.requests.send({ method: 'PUT', url, headers: { 'content-md5': md5(body) }, body }),
      );
      blocks.push(`<Latest>${block}</Latest>`);
    }
    const url = this.url(name);
    url.searchParams.set('comp', 'blocklist');
    const body = Buffer.from(`<?xml version="1.0" encoding="utf-8"?><BlockList>${blocks.join('')}</BlockList>`);
    this.requests.succeeded(
      await this.requests.send({ method: 'PUT', url, headers: { 'content-md5': md5(body) }, body }),
    );
  }
}

function codeOf({ headers }: ObjectAnswer): string {
  return shownCode(headers['x-ms-error-code'] ?? '');
}

const WORDS: AnswerWords = {
  codeOf,
  isPlaceGone: (answer) => codeOf(answer) === 'ContainerNotFound',
  // Azure says so with a word of its own; a page of a proxy has none.
  isNoObject: (answer) => answer.status === 404 && codeOf(answer) !== '',
};

function md5(body: Buffer): string {
  return createHash('md5').update(body).digest('base64');
}

interface ListPage {
  objects: StoredObject[];
  next: string;
  /** It began and ended as a list does. */
  isWhole: boolean;
}

/** One page of a list, which is XML. Folders, which a store of the kind ADLS Gen2 also lists, are no objects. */
function listed(xml: string): ListPage {
  const page: ListPage = { objects: [], next: '', isWhole: false };
  let [open, values]: [string[], Map<string, string>] = [[], new Map()];
  const parser = new Parser(
    {
      onopentag(name) {
        open = [...open, name];
        if (name === 'Blob') values = new Map();
      },
      ontext(text) {
        const name = open.at(-1) ?? '';
        if (name === 'NextMarker') page.next += text;
        else values.set(name, `${values.get(name) ?? ''}${text}`);
      },
      onclosetag(name) {
        open = open.slice(0, -1);
        if (name === 'EnumerationResults' && xml.trimEnd().endsWith(`</${name}>`)) page.isWhole = true;
        if (name !== 'Blob' || values.get('ResourceType') === 'directory') return;
        page.objects.push({
          name: values.get('Name') ?? '',
          bytes: Number(values.get('Content-Length') ?? 0),
          modified: Date.parse(values.get('Last-Modified') ?? ''),
        });
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  return page;
}
