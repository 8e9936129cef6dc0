/** Issue types are the provider's own words. */
import type { Call } from '../../http';
import type { FieldValueChoice } from './choice';
import { choicesOf } from './choice';
import type { Sample } from './sample';

export const issueType = {
  /** @throws VendorError of the call */
  getAll: (call: Call, sample: Sample = {}): Promise<FieldValueChoice[]> =>
    choicesOf(call, { member: 'issue_type', fields: ['issue type', 'issue_type', 'issuetype'] }, sample),
};
