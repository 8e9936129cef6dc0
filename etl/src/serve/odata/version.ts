/** Which versions of OData a reader speaks, by the headers of version 4 and of those before. */
import type { FastifyRequest } from 'fastify';
import { HttpError } from '../http/http-error';

/** @throws Refusal 501 for older ones alone. Who speaks version 4, too, may name older ones beside it, as the mashup engine does. */
export function refuseOlder({ headers }: FastifyRequest): void {
  const { 'odata-version': version, 'odata-maxversion': most } = headers;
  const older = [headers['dataserviceversion'], headers['maxdataserviceversion']];
  const spoken = [version, most].filter((text) => text !== undefined);
  const isOld =
    spoken.length > 0 ? spoken.some(isBelowFour) : older.some((text) => text !== undefined && isBelowFour(text));
  if (isOld)
    throw new HttpError(
      501,
      'not_supported',
      'the feed speaks OData 4.0, not version 3 or below',
      'Choose OData 4 in the program, or send OData-MaxVersion: 4.0.',
    );
}

function isBelowFour(version: string | string[]): boolean {
  return Number(/^\s*(\d+)/.exec(String(version))?.[1] ?? 4) < 4;
}
