import { tag, ticketSlice } from '../../../../vendors/sympoq/operations';
import { tickets } from '../../../../vendors/sympoq/streams';
import { collect, LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';
import { pagingOf } from '../../parameters';

const TICKETS_TO_READ = 1000;

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many tags',
  description: 'Get many tags that are seen on tickets, since SympoQ has no list of them',
  output: { tag: 'text' },
  properties: [
    ...LIMIT_PROPERTIES,
    {
      displayName: 'Options',
      name: 'options',
      type: 'collection',
      placeholder: 'Add Option',
      default: {},
      options: [
        {
          displayName: 'Tickets to Read',
          name: 'ticketsToRead',
          type: 'number',
          typeOptions: { minValue: 1, numberPrecision: 0 },
          default: TICKETS_TO_READ,
          description: 'On how many tickets to look for tags',
        },
      ],
    },
  ],
  execute: async (run) => {
    const most = run.given.collection('options').number('ticketsToRead') ?? TICKETS_TO_READ;
    const records = await collect(tickets, [ticketSlice()], run.call, pagingOf(run, true), most);
    return tag
      .seenOn(records)
      .slice(0, limitOf(run))
      .map((text) => ({ tag: text }));
  },
};
