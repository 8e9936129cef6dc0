/** Every field of the Deskpro node is sent. */
import { RESOURCES } from '../../../nodes/Deskpro/resources';
import { useSandbox } from '../../support/sandbox';
import { binaryField } from '../support/bench';
import { ignoredFields } from '../support/every-field';
import { benchAt, byId } from './bench';

const sandbox = useSandbox({ services: ['deskpro'], tickets: 120, limits: false });
const bench = benchAt(() => sandbox().service('deskpro'));
const world = () => sandbox().world('deskpro');
/** A ticket of its own for every run, so that one run does not change what the next one finds. */
const ticketId = () => byId(world().create({ subject: 'Printer', requester: 1, tags: ['a', 'b'] }, 1).id);
const agent = () =>
  world()
    .people()
    .find(({ isAgent, isActive }) => isAgent && isActive)!;
let count = 0;
const distinct = () => `Printer ${(count += 1)}`;
const ofTicket = () => ({ ticketId: ticketId() });
const sample = (give: string | boolean | string[], expected: string) => () => ({ give, expect: expected });
/** A time without a zone is read in the workflow's, which is UTC here. */
const time = sample('2026-03-04T05:06:07', '2026-03-04T05:06:07+0000');

it('sends what is filled in', async () => {
  const person = () => byId(1);
  const ignored = await ignoredFields(bench, RESOURCES, {
    minimal: {
      'ticket:create': () => ({ subject: distinct(), person: byId('ana@example.org') }),
      'ticket:upsert': () => ({ subject: distinct(), person: byId('ana@example.org'), ticketId: byId('') }),
      'ticket:update': ofTicket,
      'comment:add': () => ({ ...ofTicket(), comment: 'Hello' }),
      'comment:getAll': ofTicket,
      'comment:update': () => {
        const { id, index } = world().create({ subject: 'Said', requester: 1 }, 1);
        const said = { author: 1, isPublic: true, title: null, body: 'x', format: 'text' as const, attachments: [] };
        return { ticketId: byId(id), commentId: byId(world().comment(index, said)!.id * 2), comment: 'Changed' };
      },
      'status:set': () => ({ ...ofTicket(), status: 'resolved' }),
      'attachment:upload': ofTicket,
      'person:create': () => ({ email: `${(count += 1)}@example.org` }),
      'person:upsert': () => ({ email: `${(count += 1)}@example.org` }),
      'person:update': () => ({ personId: person() }),
      'organization:create': () => ({ name: distinct() }),
      'organization:update': () => ({ organizationId: byId(world().organizations()[0]!.id) }),
    },
    samples: {
      agent: () => ({ give: agent().name, expect: `"agent":${agent().id}` }),
      'ticket:getAll:agent': () => ({ give: [agent().name], expect: `"agent":"${agent().id}"` }),
      agentTeam: () => ({ give: world().teams()[0]!.name, expect: `"agent_team":${world().teams()[0]!.id}` }),
      'ticket:getAll:agentTeam': sample(['2'], '"agent_team":"2"'),
      'person:getAll:agentTeam': sample(['2'], '"agent_team":"2"'),
      author: sample('eve@example.org', '"person":"eve@example.org"'),
      brand: sample('Sandbox', '"brand":1'),
      category: () => ({ give: world().types()[0]!.name, expect: `"category":${world().types()[0]!.id}` }),
      department: () => ({ give: world().queues()[1]!.name, expect: `"department":${world().queues()[1]!.id}` }),
      'ticket:getAll:department': sample(['1', '2'], '"department[]":"2"'),
      language: sample('english', '"language":1'),
      'ticket:getAll:language': sample(['English'], '"language":"1"'),
      organization: () => ({
        give: world().organizations()[0]!.name,
        expect: `"organization":${world().organizations()[0]!.id}`,
      }),
      'ticket:getAll:organization': sample('1, 2', '"organization[]":"2"'),
      'person:getAll:organization': sample('1', '"organization":"1"'),
      parent: sample('7', '"parent":7'),
      priority: sample('7', '"priority":7'),
      product: sample('7', '"product":7'),
      workflow: sample('7', '"workflow":7'),
      status: sample('Awaiting user', '"status":"awaiting_user"'),
      notStatus: sample(['resolved'], '"not_status":"resolved"'),
      sla: sample(['First reply'], '"sla":"1"'),
      slaStatus: sample(['fail'], '"sla_status":"fail"'),
      star: sample(['Blue'], '"star":"1"'),
      urgency: () => ({ give: 7, expect: '"urgency":7' }),
      'ticket:getAll:urgency': sample('7', '"urgency":"7"'),
      isHold: sample(true, '"is_hold":true'),
      suppressUserNotify: sample(false, '"suppress_user_notify":false'),
      clear: sample(['agent_team'], '"agent_team":null'),
      clearOrganization: sample(true, '"organization":null'),
      attachments: sample('data', 'blob_auth'),
      requesterName: sample('Ana Smith', '{"name":"Ana Smith","email":"ana@example.org"}'),
      dateCreated: time,
      createdAfter: time,
      createdBefore: time,
      resolvedAfter: time,
      resolvedBefore: time,
      lastAgentReplyAfter: time,
      lastAgentReplyBefore: time,
      lastUserReplyAfter: time,
      lastUserReplyBefore: time,
      person: sample('7', '"person":"7"'),
      ids: sample('7, 8', '"ids":"7,8"'),
      order: sample('desc', '"order_dir":"desc"'),
      orderBy: sample('date_status', '"order_by":"date_status"'),
      customFields: () => ({
        give: JSON.stringify({ [world().fields()[0]!.name]: 'A-17' }),
        expect: `"ticket_field.${world().fields()[0]!.id}":"A-17"`,
      }),
      isHtml: sample(true, '"format":"html"'),
      isAgent: sample(false, '"is_agent":"0"'),
      isDeleted: sample(true, '"is_deleted":"1"'),
      userGroup: sample(['Everyone'], '"user_group":"1"'),
      email: sample('x@example.org', '"primary_email":"x@example.org"'),
    },
    items: [{ json: {}, binary: { data: binaryField('hello', 'hello.txt') } }],
    // An author goes with a description, which tickets are tested for elsewhere.
    shapeOutput: ['visibility', 'ticket:create:author', 'ticket:upsert:author'],
  });
  expect(ignored).toEqual([]);
});
