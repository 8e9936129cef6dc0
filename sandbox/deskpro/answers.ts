/** Deskpro's error bodies. */
import type { ServiceRefusal } from '../service';
import type { JsonObject } from './json';

export class Refused extends Error {
  constructor(readonly refusal: ServiceRefusal) {
    super('refused');
  }
}

function bodyOf(status: number, code: string, message: string, errors: JsonObject | null = null): JsonObject {
  return { status, code, message, errors };
}

export function refusal(
  status: number,
  code: string,
  message: string,
  errors: JsonObject | null = null,
): ServiceRefusal {
  return { status, body: bodyOf(status, code, message, errors) };
}

/** A 404 repeats its message as its code. */
export function notFound(id: string): Refused {
  const message = `#${id} Not Found`;
  return new Refused(refusal(404, message, message));
}

export function badRequest(message: string): Refused {
  return new Refused(refusal(400, 'bad_request', message));
}

export function forbidden(message: string): Refused {
  return new Refused(refusal(403, 'forbidden', message));
}

/** @param field path of a nested field: `emails.emails_0`; blank: an error of the whole request */
export function invalidInput(field: string, code: string, message: string): Refused {
  const leaf: JsonObject = { errors: [{ code, message }] };
  const tree = field.split('.').reduceRight<JsonObject>((below, name) => ({ fields: { [name]: below } }), leaf);
  return new Refused(refusal(400, 'invalid_input', 'Request input is invalid.', field === '' ? leaf : tree));
}

export function unauthorized(code: string, message: string): Refused {
  return new Refused({
    ...refusal(401, code, message),
    headers: { 'www-authenticate': 'session,token,key realm="DeskPRO API"' },
  });
}
