/** The parameters of the webhook trigger. */
import type { INodeProperties } from 'n8n-workflow';
import { choice, number, options } from '../shared/fields';
import { triggerOutputProperties } from '../shared/output';

export const WEBHOOK_PROPERTIES: INodeProperties[] = [
  {
    displayName: 'Trigger On',
    name: 'events',
    type: 'multiOptions',
    required: true,
    default: ['created'],
    hint: 'Which of them are sent depends on the provider behind Synqly',
    options: [
      { name: 'Comment Deleted', value: 'comment_deleted', description: 'A comment was taken away' },
      { name: 'Ticket Created', value: 'created', description: 'A new ticket' },
      {
        name: 'Ticket Deleted',
        value: 'deleted',
        description: 'A ticket that is gone, of which only the ID is left',
      },
      { name: 'Ticket Replied', value: 'replied', description: 'A comment on a ticket, with the latest one' },
      { name: 'Ticket Updated', value: 'updated', description: 'Any change of a ticket that exists' },
    ],
  },
  choice('Registration', 'registration', 'automatic', 'How Synqly comes to know the URL', [
    {
      name: 'Automatic',
      value: 'automatic',
      description: 'Comes and goes with the workflow; needs a credential with an organization token',
    },
    {
      name: 'By Hand',
      value: 'manual',
      description: 'You register the URL; the credential holds the key that signs',
    },
  ]),
  {
    displayName:
      'Add the Production URL of this node to webhook_config.items of the integration (Management API), with an integrator_key of 24 to 64 bytes, and put the same key into Webhook Secret of the credential. Also set Jira and other providers to send their events to Synqly.',
    name: 'notice',
    type: 'notice',
    default: '',
    displayOptions: { show: { registration: ['manual'] } },
  },
  ...triggerOutputProperties(),
  options([
    number(
      'Maximum Age (Minutes)',
      'maxAge',
      0,
      'Refuse deliveries whose event is older, where the provider states its time; 0 accepts any. The same delivery never starts the workflow twice.',
      { typeOptions: { minValue: 0 } },
    ),
  ]),
];
