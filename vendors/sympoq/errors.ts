/** How SympoQ says that something went wrong. Its error bodies are undocumented: Oracle's REST services answer a problem object. */
import type { ErrorParser, ServiceMessage } from '../answer';
import { oneLine } from '../answer';
import type { ApiRequest } from '../http';
import type { Json } from '../json';
import { isObject } from '../json';
import type { EndpointName } from './endpoints';
import { ENDPOINTS, PATH_OF, SETTINGS_ENDPOINTS } from './endpoints';

const ADMINISTRATOR = "settings (queues, topics) can be read with an Administrator's key only";
const SAYS = ['message', 'title', 'detail', 'error', 'error_description', 'cause', 'errors'] as const;
const DEEPEST = 4;

export const errorParser: ErrorParser = {
  title: 'SympoQ',
  read(status, json, request) {
    const text = complaint(json);
    if (SETTINGS_ENDPOINTS.has(request.endpoint)) return ofSettings(status, text);
    if (status === 404) return ofMissing(request, text);
    if (status === 403 && request.method !== 'GET') return ofUnwritable(text);
    return { text };
  },
};

/** A wrong key is told apart by asking for something that is not a setting: see check. */
function ofSettings(status: number, text: string | null): ServiceMessage {
  if (status === 404)
    return {
      text: joined(ADMINISTRATOR, text),
      remedy: "Check the ID, and use an Administrator's key.",
      missing: null,
    };
  if (status !== 401 && status !== 403) return { text };
  return { text: joined(ADMINISTRATOR, text), code: 'forbidden', remedy: "Use an Administrator's key." };
}

function ofMissing(request: ApiRequest, text: string | null): ServiceMessage {
  const endpoint = endpointNamed(request.endpoint);
  if (endpoint !== undefined && ENDPOINTS[endpoint].certainty === 'assumed') {
    return {
      text: joined(undocumented(endpoint), text),
      remedy: `Set "${PATH_OF[endpoint]}" under Paths${request.path.split('/').length > 2 ? ', or check the ID' : ''}.`,
      missing: null,
    };
  }
  return {
    text: joined('no such ticket, or the owner of the key may not see it', text),
    missing: ', or the owner of the key may not see it',
    remedy: "Check the ID. An Agent's key sees only the tickets that are assigned to its owner.",
  };
}

function ofUnwritable(text: string | null): ServiceMessage {
  return {
    text: joined('one of the properties may not be written', text),
    remedy: 'Leave out properties that SympoQ fills itself, or change them in SympoQ.',
  };
}

/** What a 404 of an assumed endpoint says. */
function undocumented(endpoint: EndpointName): string {
  return `SympoQ does not document this endpoint. The default path is ${ENDPOINTS[endpoint].path}. Set another under Paths`;
}

function endpointNamed(name: string): EndpointName | undefined {
  return name in ENDPOINTS ? (name as EndpointName) : undefined;
}

function joined(ours: string, theirs: string | null): string {
  return theirs === null ? ours : `${ours} (${theirs})`;
}

function complaint(json: Json): string | null {
  const found = [...new Set(sentences(json, 0))];
  return found.length === 0 ? null : oneLine(found.join('; '));
}

function sentences(json: Json | undefined, depth: number): string[] {
  if (json === undefined || depth > DEEPEST) return [];
  if (typeof json === 'string') return [oneLine(json)].filter((line) => line !== null);
  if (Array.isArray(json)) return json.slice(0, 5).flatMap((item) => sentences(item, depth + 1));
  return isObject(json) ? SAYS.flatMap((name) => sentences(json[name], depth + 1)) : [];
}
