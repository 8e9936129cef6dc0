/** What went wrong at a bucket, in words that say how to mend it. No key is in them. */
import { causesOf } from '../../base/causes';
import { codeOf, firstLineOf } from '../../base/system-error';
import type { S3Place } from '../../config/target-place';
import { TargetError } from './store';

/** HTTP status of an error of the SDK; null: no answer came. Looked for by its shape. */
export function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return null;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}

/** Whether the store itself says that there is no such object: a page of a proxy may have the same status. */
export function isNoObject(error: unknown): boolean {
  return statusOf(error) === 404 && nameOf(error) === 'NoSuchKey';
}

export function s3Trouble(error: unknown, { bucket }: S3Place): TargetError {
  if (error instanceof TargetError) return error;
  const status = statusOf(error);
  const name = nameOf(error);
  if (name === 'NoSuchBucket')
    return new TargetError(`there is no bucket ${bucket}`, 'Make it, or correct to: in the configuration.', error);
  if (status === 401 || status === 403)
    return new TargetError(
      `the bucket ${bucket} refused the keys (${status} ${name})`,
      'Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, profile: and the rights in docs/how-to/publish.md.',
      error,
    );
  if (/Credentials/.test(name) || /region is missing/i.test(firstLineOf(error)))
    return new TargetError(
      /region/i.test(firstLineOf(error)) ? 'no region is known' : 'no keys of S3 are known',
      'Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION in the environment or in .env, or profile: and region: in the configuration.',
      error,
    );
  if (status !== null)
    return new TargetError(
      `the bucket ${bucket} answered ${status} ${name}`,
      'Run `ticketlake publish` again. If the problem remains, look at the state of the store.',
      error,
    );
  return new TargetError(
    `the bucket ${bucket} could not be reached: ${codeOf(error) || (causesOf(error)[0] ?? firstLineOf(error))}`,
    'Check endpoint:, region:, the network and the proxy, then run `ticketlake publish`.',
    error,
  );
}

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error && typeof error.name === 'string'
    ? error.name
    : 'Error';
}
