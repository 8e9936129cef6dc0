/** Every field of the TeamsWork node is sent. */
import { RESOURCES } from '../../../nodes/TeamsWork/resources';
import { useSandbox } from '../../support/sandbox';
import { binaryField } from '../support/bench';
import { ignoredFields } from '../support/every-field';
import { benchAt } from './bench';

const sandbox = useSandbox({ services: ['teamswork'], tickets: 120, limits: false });
const bench = benchAt(() => sandbox().service('teamswork'));
const world = () => sandbox().world('teamswork');
/** A ticket of its own for every run, so that one run does not change what the next one finds. */
const ticketId = () => {
  const { uuid } = world().create({ subject: 'Printer', requester: 1, tags: ['a', 'b'] }, 1);
  return { mode: 'id', value: uuid, __rl: true };
};
const agent = () =>
  world()
    .people()
    .find(({ isAgent, isActive }) => isAgent && isActive);

it('sends what is filled in', async () => {
  const ofTicket = () => ({ ticketId: ticketId() });
  const ignored = await ignoredFields(bench, RESOURCES, {
    minimal: {
      'ticket:create': () => ({ title: 'Printer', requestorEmail: 'ana@example.org' }),
      'ticket:get': ofTicket,
      'ticket:getAll': () => ({}),
      'ticket:update': () => ({ ...ofTicket(), updateFields: { requestorEmail: 'ana@example.org' } }),
      'comment:add': () => ({ ...ofTicket(), comment: 'Hello' }),
      'comment:getAll': ofTicket,
      'status:set': () => ({ ...ofTicket(), status: 'Resolved' }),
      'tag:add': () => ({ ...ofTicket(), tags: [`new-${Math.random()}`] }),
      'tag:set': () => ({ ...ofTicket(), tags: [`new-${Math.random()}`] }),
      'tag:remove': () => ({ ...ofTicket(), tags: ['a'] }),
      'attachment:add': () => ({ ...ofTicket(), url: 'https://example.org/a.pdf' }),
      'attachment:upload': ofTicket,
    },
    samples: {
      assignee: () => ({ give: agent()?.uuid ?? '', expect: `"assignee":{"id":"${agent()?.uuid ?? ''}"` }),
      tags: () => ({ give: world().ticket(0)?.tags ?? [], expect: world().ticket(0)?.tags[0] ?? 'none' }),
      isHtml: () => ({ give: true, expect: 'comment_HTML' }),
      order: () => ({ give: 'ASC', expect: '"order":"ASC"' }),
      isResolved: () => ({ give: 'true', expect: '"isResolved":"true"' }),
      statusId: () => ({ give: 'Waiting on customer', expect: '"statusId":"waiting-on-customer"' }),
    },
    items: [{ json: {}, binary: { data: binaryField('hello', 'hello.txt') } }],
    shapeOutput: ['visibility', 'includeDeleted'],
  });
  expect(ignored).toEqual([]);
});
