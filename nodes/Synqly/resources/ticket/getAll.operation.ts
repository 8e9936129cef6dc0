import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { isObject } from '../../../../vendors/json';
import type { Json, JsonObject } from '../../../../vendors/json';
import { orderOf } from '../../../../vendors/synqly/filters';
import { META_FUNCTIONS } from '../../../../vendors/synqly/requests';
import { tickets } from '../../../../vendors/synqly/streams/ticket-pages';
import { ticketSlice } from '../../../../vendors/synqly/streams/ticket-slice';
import type { Stream } from '../../../../vendors/vendor';
import { choice, choices, filters } from '../../../shared/fields';
import { getManyAs, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation, OperationRun } from '../../../shared/operation';
import { direction, optionsBeside } from '../../../shared/order';
import type { Unifier } from '../../../shared/output';
import { formatRecords, outputProperties } from '../../../shared/output';
import { onlyIn } from '../../../shared/version';
import { INCLUDE_NAMES, ticketRows } from '../../names';
import { PROJECT, projectIdOf } from '../../parameters';
import { FIELD_OPTIONS, filtersIn, TICKET_FILTERS } from './filters';
import { refuseUnknownNames } from './unknown';

const META = choices(
  'Meta',
  'meta',
  'What to ask about the list itself; the answer is the member "meta" of the first item of each page',
  META_FUNCTIONS.map((name) => ({ name, value: name })),
);

const ORDER: INodeProperties = {
  displayName: 'Order',
  name: 'order',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true, sortable: true },
  placeholder: 'Add Order',
  default: {},
  description: 'Fields to order by, the most important one first; a provider may refuse some',
  options: [
    {
      displayName: 'By',
      name: 'by',
      values: [
        choice('Field', 'field', 'created_at', 'Field to order by', FIELD_OPTIONS),
        direction('Direction', 'direction', 'In which direction to order', ['asc', 'desc']),
      ],
    },
  ],
};

/** Version 1 has it among the options. */
const SORT = onlyIn(2, [{ ...ORDER, displayName: 'Sort', name: 'sort', placeholder: 'Add Sort Field' }]);

export const getAll: Operation = {
  ...heading('getAll', 'Get many tickets', 'Get many tickets'),
  output: 'tickets',
  properties: [
    PROJECT,
    ...LIMIT_PROPERTIES,
    filters(TICKET_FILTERS),
    ...outputProperties('tickets'),
    ...optionsBeside([INCLUDE_NAMES, META], [ORDER]),
    ...SORT,
  ],
  execute: async (run) => {
    const options = run.parameters.collection('options');
    const meta = options.choices('meta');
    const filters = filtersIn(run.parameters.collection('filters'));
    const project = await projectIdOf(run);
    const slice = ticketSlice({ ...filters, project, order: ordersIn(run), meta });
    const rows = await ticketRows(run);
    const about = new WeakMap<object, JsonObject>();
    const items =
      meta.length === 0
        ? await getManyAs(run, tickets, [slice], (found) => formatRecords(run, found, rows))
        : await getManyAs(run, remembering(about), [slice], (found) => withMeta(run, found, about, rows));
    if (items.length === 0) await refuseUnknownNames(run, project);
    return items;
  },
};

function ordersIn({ parameters, version }: OperationRun): string[] {
  const rows = version === 1 ? parameters.collection('options').rows('order', 'by') : parameters.rows('sort', 'by');
  return rows.flatMap((row) => {
    const field = row.choice('field');
    return field === undefined ? [] : [orderOf(field, row.choice('direction') === 'asc' ? 'asc' : 'desc')];
  });
}

/** The ticket list; what an answer says about itself is kept by its first record. */
function remembering(about: WeakMap<object, JsonObject>): Stream {
  return {
    ...tickets,
    read: (answer, slice, cursor, context) => {
      const page = tickets.read(answer, slice, cursor, context);
      const meta = isObject(answer.json) ? answer.json['meta'] : undefined;
      const [first] = page.records;
      if (isObject(first) && isObject(meta)) about.set(first, meta);
      return page;
    },
  };
}

function withMeta(
  run: OperationRun,
  records: Json[],
  about: WeakMap<object, JsonObject>,
  rows: Unifier,
): IDataObject[] {
  return records.flatMap((record) => {
    const meta = isObject(record) ? about.get(record) : undefined;
    const items = formatRecords(run, [record], rows);
    return meta === undefined ? items : items.map((item) => ({ ...item, meta: meta as IDataObject }));
  });
}
