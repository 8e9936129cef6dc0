/** Every field of the Notific node is sent. */
import { RESOURCES } from '../../../nodes/Notific/resources';
import { useSandbox } from '../../support/sandbox';
import { ignoredFields } from '../support/every-field';
import { benchAt, byId } from './bench';

const sandbox = useSandbox({ services: ['notific'], tickets: 20, limits: false });
const bench = benchAt(() => sandbox().service('notific'));
const world = () => sandbox().world('notific');

it('sends what is filled in', async () => {
  const ticket = () => ({
    ticketId: byId(world().create({ subject: 'Slow', requester: 1 }, 1).id),
    sendEmails: false,
  });
  const person = (isAgent: boolean) =>
    byId(
      world()
        .people()
        .find((each) => each.isAgent === isAgent)?.id ?? 0,
    );
  const service = () => ({ serviceId: byId(world().queues()[0]?.id ?? 0), updateFields: { name: 'Mail' } });
  const ignored = await ignoredFields(bench, RESOURCES, {
    minimal: {
      'ticket:create': () => ({ description: 'Slow', sendEmails: false }),
      'ticket:get': ticket,
      'ticket:update': () => ({ ...ticket(), updateFields: { description: 'Slow' } }),
      'status:close': ticket,
      'status:reopen': ticket,
      'customer:create': () => ({ name: 'Acme' }),
      'customer:update': () => ({ customerId: person(false), updateFields: { name: 'Acme' } }),
      'operator:create': () => ({ name: 'Neo' }),
      'operator:update': () => ({ operatorId: person(true), updateFields: { name: 'Neo' } }),
      'service:create': () => ({ name: 'Mail' }),
      'service:update': service,
    },
    samples: {
      service: () => ({ give: world().queues()[1]?.name ?? '', expect: `"ServiceId":${world().queues()[1]?.id}` }),
      isActive: () => ({ give: false, expect: '"IsActive":false' }),
      // What is expected is compared, not sent: a value that does not stand keeps the write from being made.
      expected: () => ({ give: '{"Id": -1}' }),
    },
    // Notific has no filters: what they keep is tested with the operations.
    shapeOutput: ['ticket:getAll:startedAfter', 'ticket:getAll:startedBefore', 'ticket:getAll:status', 'services'],
  });
  expect(ignored).toEqual([]);
});
