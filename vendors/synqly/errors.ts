/** How Synqly and the providers behind it say that something went wrong: problems within problems, outermost first. */
import type { ErrorParser, ServiceMessage } from '../answer';
import { oneLine } from '../answer';
import type { Json } from '../json';
import { arrayAt, asText, isObject, objectAt, parseJson } from '../json';

/** Causes within causes are read so deep; a body that nests further says nothing more to a person. */
const DEPTH = 4;
const CAUSES = 5;

/** Problems that came along with a success (`messages.problems[]`). */
export function warningsIn(json: Json): string | undefined {
  const problems = arrayAt(objectAt(json, 'messages'), 'problems');
  const text = oneLine(
    problems
      .slice(0, CAUSES)
      .flatMap((problem) => sayings(problem, DEPTH))
      .join('; '),
  );
  return text === null ? undefined : `the service warns: ${text}`;
}

export const errorParser: ErrorParser = {
  title: 'Synqly',
  read: (status, json) => ({ ...say(json), ...meaningOf(status) }),
  failureIn: (json) =>
    isObject(json) && json['result'] !== undefined
      ? undefined
      : {
          text: 'the answer has no "result", so it is not one of Synqly\'s',
          code: 'empty_answer',
          remedy: 'Check the base URL.',
        },
};

/** Statuses that Synqly gives a meaning of their own. */
function meaningOf(status: number): Partial<ServiceMessage> {
  switch (status) {
    case 401:
      return {
        remedy:
          'Check the integration access token. It may have expired (a token made for one use lives ten minutes), belong to the other region, or be an organization token.',
      };
    case 402:
      return { remedy: 'The organization is disabled at Synqly. Its owner has to settle that there.' };
    case 405:
    case 501:
      return { code: 'unsupported', remedy: 'The provider behind this integration does not offer this operation.' };
    case 502:
    case 503:
    case 504:
      return {
        remedy: 'The provider behind Synqly did not answer. Try again later, or verify the integration at Synqly.',
      };
    default:
      return {};
  }
}

function say(json: Json): ServiceMessage {
  const texts = [...new Set(sayings(json, DEPTH))];
  const remediation = isObject(json) ? oneLine(asText(json['remediation'])) : null;
  return {
    text: oneLine(texts.join('; ')),
    ...(remediation === null ? {} : { remedy: remediation }),
    ...(isObject(json) && asText(json['type']) !== null ? { codes: [String(json['type'])] } : {}),
  };
}

/**
 * Every sentence of a `Problem` or of the body before March 2025 (`errors[]`, `parameters[]`), outermost first.
 */
function sayings(json: Json | undefined, depth: number): string[] {
  if (typeof json === 'string') return plain(json);
  if (!isObject(json) || depth === 0) return [];
  const context = objectAt(json, 'context');
  return [
    ...plain(json['message']),
    ...plain(json['detail']),
    ...parameterIn(objectAt(context, 'parameter')),
    ...rawErrorIn(context['raw_error']),
    ...Object.entries(objectAt(context, 'provider_details')).flatMap(([name, value]) => named(name, value)),
    ...arrayAt(json, 'parameters').flatMap((parameter) =>
      isObject(parameter) ? named(asText(parameter['name']) ?? 'parameter', parameter['value']) : plain(parameter),
    ),
    ...arrayAt(json, 'errors')
      .slice(0, CAUSES)
      .flatMap((error) => sayings(error, depth - 1)),
    ...arrayAt(json, 'cause')
      .slice(0, CAUSES)
      .flatMap((cause) => sayings(cause, depth - 1)),
  ];
}

function parameterIn(parameter: Json): string[] {
  const id = isObject(parameter) ? asText(parameter['id']) : null;
  const location = isObject(parameter) ? asText(parameter['location']) : null;
  return id === null ? [] : plain(`parameter ${id}${location === null ? '' : ` (${location})`}`);
}

/** The provider's own answer, as text: often JSON again, as Jira's `errorMessages`. */
function rawErrorIn(raw: Json | undefined): string[] {
  const text = asText(raw);
  if (text === null) return [];
  const parsed = parseJson(text);
  if (!parsed.ok || !isObject(parsed.value)) return plain(text);
  const { message, error, errorMessages } = parsed.value;
  const inner = [
    message,
    isObject(error) ? error['message'] : error,
    ...(Array.isArray(errorMessages) ? errorMessages : []),
  ];
  const texts = inner.flatMap(plain);
  return texts.length > 0 ? texts : plain(text);
}

function named(name: string, value: Json | undefined): string[] {
  const text = asText(value);
  return text === null ? [] : plain(`${name}: ${text}`);
}

function plain(value: Json | undefined): string[] {
  const text = oneLine(asText(value));
  return text === null ? [] : [text];
}
