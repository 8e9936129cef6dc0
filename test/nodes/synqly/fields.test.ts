/** Every field of the Synqly node is sent. */
import { RESOURCES } from '../../../nodes/Synqly/resources';
import { useSandbox } from '../../support/sandbox';
import { binaryField } from '../support/bench';
import { ignoredFields } from '../support/every-field';
import { benchAt, byId } from './bench';

const sandbox = useSandbox({ services: ['synqly'], tickets: 60, limits: false });
const bench = benchAt(sandbox);
const world = () => sandbox().world('synqly');
const ofTicket = () => {
  const { index, id } = world().create({ subject: 'Printer', requester: 1, tags: ['a', 'b'] }, 1);
  const note = world().comment(index, {
    author: 1,
    isPublic: false,
    title: 'A',
    body: 'x',
    format: 'markdown',
    attachments: [],
  });
  return { ticketId: byId(`TKT/${id}`), noteId: byId(String(note?.id)) };
};

it('sends what is filled in', async () => {
  const ignored = await ignoredFields(bench, RESOURCES, {
    minimal: {
      'ticket:create': () => ({ name: 'Printer' }),
      'ticket:get': ofTicket,
      'ticket:update': ofTicket,
      'comment:add': () => ({ ...ofTicket(), comment: 'Hello' }),
      'status:set': () => ({ ...ofTicket(), status: 'Resolved' }),
      'tag:add': () => ({ ...ofTicket(), tags: 'new' }),
      'tag:set': () => ({ ...ofTicket(), tags: 'new' }),
      'tag:remove': () => ({ ...ofTicket(), tags: 'a' }),
      'note:update': ofTicket,
    },
    samples: {
      clear: () => ({ give: ['due_date'], expect: '"path":"/due_date","value":null' }),
      conditions: () => ({
        give: { condition: [{ field: 'parent', operator: 'ne', value: 'TKT/1' }] },
        expect: 'parent[ne]\\"TKT/1\\"',
      }),
      expressions: () => ({ give: 'name[like]x*', expect: 'name[like]x*' }),
      order: () => ({ give: { by: [{ field: 'priority', direction: 'asc' }] }, expect: 'priority[asc]' }),
    },
    items: [{ json: {}, binary: { data: binaryField('hello', 'hello.txt') } }],
    // The provider here names its statuses, so that no ticket is looked at: statuses-and-tags.test.ts has one that does not.
    shapeOutput: ['status:getAll:sample'],
  });
  expect(ignored).toEqual([]);
});
