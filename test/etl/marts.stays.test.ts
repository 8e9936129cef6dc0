/** Since when a ticket has its status, how long it waited, and who wrote publicly. */
import type { Json } from '../../vendors/json';
import type { Comment } from '../../vendors/model';
import { comment, page, ticket, ticketPage, tinySource, tinyVendor } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

const at = (text: string) => `2026-03-${text}:00.000000Z`;

function step(changed_at: string, from_group: string | null, to_group: string): Json {
  return { event_id: changed_at, changed_at, from_group, to_group };
}

const HISTORY: Readonly<Record<string, Json[]>> = {
  // Ten minutes and an hour of waiting; the third wait is not over.
  waits: [
    step(at('01T10:00'), 'open', 'pending'),
    step(at('01T10:10'), 'pending', 'open'),
    step(at('01T11:00'), 'open', 'on_hold'),
    step(at('01T12:00'), 'on_hold', 'pending'),
  ],
  still: [],
  unclear: [step(at('01T10:00'), 'unknown', 'pending'), step(at('01T10:10'), 'pending', 'open')],
};

const said = (comment_id: string, author_role: Comment['author_role'], more: Partial<Comment> = {}) =>
  comment({ comment_id, author_role, created_at: at('01T10:00'), ...more });

async function built(keepsHistory: boolean): Promise<TestLake> {
  const lake = await TestLake.open({ sources: [tinySource({ vendor: tinyVendor({ keepsHistory }) })] });
  const groups = { waits: 'pending', still: 'open', unclear: 'open', unread: 'open' } as const;
  const tickets = Object.entries(groups).map(([ticket_id, status_group]) =>
    ticket({ ticket_id, status_group, created_at: at('01T09:00') }),
  );
  await lake.load([
    page('tickets', tickets),
    ...(keepsHistory ? Object.entries(HISTORY).map(([id, steps]) => ticketPage('history', id, steps)) : []),
    ticketPage('comments', 'still', [
      said('1', 'requester'),
      said('2', 'agent'),
      said('3', 'agent', { visibility: 'internal' }),
      said('4', 'agent', { kind: 'activity' }),
      said('5', 'agent', { kind: 'reply' }),
      said('6', 'unknown'),
    ]),
    ticketPage('comments', 'waits', []),
  ]);
  await lake.build();
  return lake;
}

const COLUMNS = `ticket_id, strftime(present_status_since_at, '%d %H:%M') AS since, strftime(present_status_since_local, '%d %H:%M') AS since_local,
  minutes_pending AS pending, public_agent_comments AS agent, requester_comments AS requester, comment_count AS comments`;
const rows = (lake: TestLake) => lake.rows(`SELECT ${COLUMNS} FROM m_tickets ORDER BY ticket_id`);

test('follow from the history and the comments; what is not known is empty', async () => {
  const lake = await built(true);
  const none = { agent: null, requester: null, comments: null };
  expect(await rows(lake)).toEqual([
    { ticket_id: 'still', since: '01 09:00', since_local: '01 09:00', pending: 0, agent: 2, requester: 1, comments: 5 },
    { ticket_id: 'unclear', since: '01 10:10', since_local: '01 10:10', pending: null, ...none },
    { ticket_id: 'unread', since: null, since_local: null, pending: null, ...none },
    {
      ticket_id: 'waits',
      since: '01 12:00',
      since_local: '01 12:00',
      pending: 70,
      agent: 0,
      requester: 0,
      comments: 0,
    },
  ]);
  await lake.close();
});

test('a service without a log tells nothing of what was before', async () => {
  const lake = await built(false);
  expect((await rows(lake)).map(({ since, pending }) => [since, pending])).toEqual(Array(4).fill([null, null]));
  await lake.close();
});
