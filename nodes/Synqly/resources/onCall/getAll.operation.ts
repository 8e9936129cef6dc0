import { onCall } from '../../../../vendors/synqly/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { rawItems } from '../../../shared/output';
import { ESCALATION_POLICY, policyIdOf } from '../../parameters';

export const getAll: Operation = {
  ...heading('getAll', 'Get many people on call', 'Get many people who are on call for an escalation policy now'),
  output: {
    uid: 'text',
    full_name: 'text',
    email_addr: 'text',
    phone_number: 'text',
    time_zone: 'text',
    job_title: 'text',
  },
  properties: [ESCALATION_POLICY, ...LIMIT_PROPERTIES],
  execute: async (run) => {
    const people = await onCall.getAll(run.call, await policyIdOf(run));
    return rawItems(run, people.slice(0, limitOf(run)));
  },
};
