import { tag, ticketSlice } from '../../../../vendors/sympoq/operations';
import { tickets } from '../../../../vendors/sympoq/streams';
import { number, options } from '../../../shared/fields';
import { collect, LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { pagingOf } from '../../parameters';

const TICKETS_TO_READ = 1000;

export const getAll: Operation = {
  ...heading('getAll', 'Get many tags', 'Get many tags that are seen on tickets, since SympoQ has no list of them'),
  output: { tag: 'text' },
  properties: [
    ...LIMIT_PROPERTIES,
    options([
      number('Tickets to Read', 'ticketsToRead', TICKETS_TO_READ, 'On how many tickets to look for tags', {
        typeOptions: { minValue: 1, numberPrecision: 0 },
      }),
    ]),
  ],
  execute: async (run) => {
    const most = run.parameters.collection('options').number('ticketsToRead') ?? TICKETS_TO_READ;
    const records = await collect(tickets, [ticketSlice()], run.call, pagingOf(run, true), most);
    return tag
      .seenOn(records)
      .slice(0, limitOf(run))
      .map((text) => ({ tag: text }));
  },
};
