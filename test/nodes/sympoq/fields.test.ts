/** Every field of the SympoQ node is sent. */
import { RESOURCES } from '../../../nodes/Sympoq/resources';
import { ticketId } from '../../../sandbox/sympoq/render';
import { useSandbox } from '../../support/sandbox';
import { ignoredFields } from '../support/every-field';
import { benchAt, byId } from './bench';

const sandbox = useSandbox({ services: ['sympoq'], tickets: 120, limits: false });
const bench = benchAt(() => sandbox().service('sympoq'));
const world = () => sandbox().world('sympoq');

it('sends what is filled in', async () => {
  const ofTicket = () => ({
    ticketId: byId(ticketId(world().create({ subject: 'Printer', requester: 1, tags: ['a'] }, 1))),
  });
  const [queue, topic] = [() => world().queues()[1], () => world().types()[0]];
  const agent = () =>
    world()
      .people()
      .find(({ isAgent }) => isAgent);
  const ignored = await ignoredFields(bench, RESOURCES, {
    minimal: {
      'ticket:create': () => ({ description: 'Printer' }),
      'ticket:get': ofTicket,
      'ticket:update': () => ({ ...ofTicket(), updateFields: { description: 'Printer' } }),
      'comment:add': () => ({ ...ofTicket(), comment: 'Hello' }),
      'comment:getAll': ofTicket,
      'queue:get': () => ({ queueId: byId(queue()?.id ?? 0) }),
    },
    samples: {
      queue: () => ({ give: queue()?.name ?? '', expect: `"queue":${queue()?.id}` }),
      topic: () => ({ give: topic()?.name ?? '', expect: `"topic":${topic()?.id}` }),
      assignee: () => ({ give: agent()?.name ?? '', expect: `"assignee":${agent()?.id}` }),
      channel: () => ({ give: '3', expect: '"channel":3' }),
      priority: () => ({ give: 'High', expect: '"priority":3' }),
      status: () => ({ give: 'Closed', expect: '"status":4' }),
    },
    // The list takes no filters: what they keep is tested with the operations.
    shapeOutput: [
      ...RESOURCES.flatMap(({ operations }) => operations)
        .filter(({ value }) => value === 'getAll')
        .flatMap(({ properties }) => properties.filter(({ name }) => name === 'filters'))
        .flatMap(({ options = [] }) => options.map(({ name }) => `ticket:getAll:${name}`)),
      'visibility',
      'includeActivities',
      // Asks only where the log names somebody: test/oracle/nodes.test.
      'comment:getAll:includeNames',
      'ticketsToRead',
    ],
  });
  expect(ignored).toEqual([]);
});
