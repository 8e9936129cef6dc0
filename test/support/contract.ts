/** Checks what was sent and answered against a service's contract. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { parseJson } from '../../vendors/json';
import type { SentRequest } from './send';

interface Contract {
  endpoints: Record<string, { request: Record<string, object | boolean>; response: Record<string, object | boolean> }>;
  $defs: object;
}

export interface ContractCheck {
  /** Endpoints of the contract. */
  endpoints: string[];
  /** What does not fit, a line each. */
  problems(log: readonly SentRequest[], secret?: Record<string, string>): string[];
}

/** @param name of the file in test/contracts */
export function contractOf(name: string): ContractCheck {
  const path = join(__dirname, '../contracts', `${name}.json`);
  const contract = JSON.parse(readFileSync(path, 'utf8')) as Contract;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const faults = (schema: object | boolean, value: unknown, where: string): string[] => {
    const whole = typeof schema === 'boolean' ? schema : { ...schema, $defs: contract.$defs };
    const validate = ajv.compile(whole);
    return validate(value) ? [] : [`${where}: ${ajv.errorsText(validate.errors)}`];
  };
  const problemsOf = ({ request, response }: SentRequest, secret: Record<string, string>): string[] => {
    const endpoint = contract.endpoints[request.endpoint];
    if (!endpoint) return [`${request.endpoint} is not in the contract`];
    const where = `${request.endpoint} ${request.method} ${request.path}`;
    const asked = endpoint.request;
    const query = { ...Object.fromEntries(request.query ?? []), ...secret };
    const body = request.body?.kind === 'json' ? request.body.value : undefined;
    const sent = [
      ...faults(asked['query'] ?? false, query, `${where} query`),
      ...faults(asked['headers'] ?? {}, { ...request.headers }, `${where} headers`),
      ...(asked['body'] === false
        ? body === undefined
          ? []
          : [`${where}: a body that the contract does not have`]
        : faults(asked['body'] ?? {}, body, `${where} body`)),
    ];
    if (!response) return sent;
    const schema = endpoint.response[String(response.status)] ?? endpoint.response['default'];
    if (schema === undefined) return [...sent, `${where}: status ${response.status} is not in the contract`];
    const parsed = parseJson(typeof response.body === 'string' ? response.body : '');
    return [...sent, ...faults(schema, parsed.ok ? parsed.value : null, `${where} ${response.status}`)];
  };
  return {
    endpoints: Object.keys(contract.endpoints),
    problems: (log, secret = {}) => [...new Set(log.flatMap((exchange) => problemsOf(exchange, secret)))],
  };
}
