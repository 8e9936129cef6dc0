/** What a route answers. */
export interface RouteAnswer {
  status: number;
  body: object;
}

export function item(value: object, status = 200): RouteAnswer {
  return { status, body: { item: value, error: false, message: '' } };
}

export function items(values: readonly object[]): RouteAnswer {
  return { status: 200, body: { items: values, error: false, message: '' } };
}

export function refused(status: number, message: string): RouteAnswer {
  return { status, body: { error: true, message, statusCode: status } };
}

/** Some failures come as a success. */
export function refusedAsSuccess(message: string): RouteAnswer {
  return { status: 200, body: { error: true, message } };
}

/** The gateway's own form. */
export function gateway(statusCode: number, message: string): RouteAnswer {
  return { status: statusCode, body: { statusCode, message } };
}

/** Success, and nothing was done. */
export const NOTHING: RouteAnswer = { status: 200, body: { error: false, message: '' } };
