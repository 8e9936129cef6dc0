/** Which run, and what a run that is started is to read. */
import { randomUUID } from 'node:crypto';
import type { INodeProperties } from 'n8n-workflow';
import { VendorError } from '../../../../vendors/errors';
import type { JsonObject } from '../../../../vendors/json';
import { STREAM_NAMES } from '../../../../vendors/vendor';
import { additionalFields, choices, day, flag, severalOf, text } from '../../../shared/fields';
import { locator } from '../../../shared/locator';
import type { ParameterReader } from '../../../shared/parameter-reader';
import type { OperationRun } from '../../../shared/operation';
import type { Run } from '../../api/answers';
import { runIn } from '../../api/answers';
import { startRun } from '../../api/requests';

export const RUN_PICKER: INodeProperties = locator({
  displayName: 'Run',
  name: 'runId',
  description: 'The run; its ID, or the run_id of the tables',
  search: 'searchRuns',
  idPlaceholder: 'e.g. 20261122T050000123Z-1a2b3c4d',
});

export const runIdOf = (run: OperationRun): string => run.parameters.requiredId('runId');

const titleOf = (name: string): string =>
  name
    .split('_')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join(' ');

export const WHAT_TO_READ: INodeProperties = additionalFields([
  day('Created Since', 'since', 'Only tickets created on that day or later; the time of day does not count'),
  flag('Full', 'full', false, 'Whether to read everything again rather than what has changed'),
  text(
    'Idempotency Key',
    'idempotencyKey',
    'The same key within a day gives the run that it began rather than another one. Without it every item starts a run.',
    { placeholder: 'e.g. nightly-2026-11-22' },
  ),
  severalOf('Source', 'sources', 'getSources'),
  choices(
    'Streams',
    'streams',
    'Only these kinds of data; where empty, what each source is set to read',
    [...STREAM_NAMES].sort().map((value) => ({ name: titleOf(value), value })),
  ),
]);

/**
 * Starts a run as the parameters say. A key of its own lets a request that got no answer be sent again without
 * starting a second run.
 * @throws VendorError `conflict` while the lake is locked by another run
 */
export async function startGiven(run: OperationRun): Promise<Run> {
  const fields = run.parameters.collection('additionalFields');
  const [sources, streams] = [fields.names('sources'), fields.choices('streams')];
  const since = fields.day('since');
  const asked: JsonObject = {
    ...(sources.length === 0 ? {} : { sources }),
    ...(streams.length === 0 ? {} : { streams }),
    ...(fields.isOn('full') ? { full: true } : {}),
    ...(since === undefined ? {} : { since }),
  };
  const { json } = await run.call(startRun(asked, keyGiven(fields)));
  return runIn(json);
}

/** What a header can hold. */
function keyGiven(fields: ParameterReader): string {
  const key = fields.text('idempotencyKey') ?? randomUUID();
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw new VendorError({
    code: 'bad_input',
    message: '"Idempotency Key" is longer than 255 characters, or has one that is not plain ASCII',
    remedy: 'Use letters, digits and "-", for example nightly-2026-11-22.',
  });
}
