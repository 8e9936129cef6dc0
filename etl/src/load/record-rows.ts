/** What one record means, row by row: its own, and what it says in passing about people, queues and fields. */
import type { Person, Rows } from '../../../vendors/model';
import type { Stream } from '../../../vendors/vendor';
import type { StoredTable } from '../store/staging-tables';
import {
  STORED_ATTACHMENTS,
  STORED_CHANGES,
  STORED_COMMENTS,
  STORED_FIELDS,
  STORED_NAMES,
  STORED_PEOPLE,
  STORED_QUEUES,
  STORED_ROLES,
  STORED_TICKETS,
} from '../store/staging-tables';
import type { Batch } from './batch';
import type { InlineReference, ReferenceMeta, ReferenceValues } from './known-references';
import { keyText } from './batch';
import type { Content, Origin } from './content';
import {
  attachmentContent,
  changeContent,
  commentContent,
  contentOf,
  namedContent,
  personContent,
  storedText,
  ticketContent,
  valueContent,
} from './content';
import type { StoredPage } from '../raw/page';
import { runOf } from '../raw/page';
import type { NdjsonWriter } from '../store/staging';
import { ListedRows } from './listed-rows';
import type { TicketSteps } from './ticket-steps';

/** Puts what the records of one page mean into the batch. */
export class RecordRows {
  private readonly origin: Origin;
  private readonly receivedAt: string;
  /** The run that received the page: it may be loaded by a later one. */
  private readonly run: string;
  private readonly listed: ListedRows;

  constructor(
    private readonly batch: Batch,
    private readonly steps: TicketSteps,
    private readonly stream: Stream,
    page: StoredPage,
    private readonly values: NdjsonWriter,
  ) {
    this.origin = definesNames(stream) ? 'list' : 'mention';
    this.receivedAt = page.receivedAt;
    this.run = runOf(page);
    this.listed = new ListedRows(stream.newestFirst === true);
  }

  add(rows: Rows): void {
    const version = rows.tickets[0]?.updated_at ?? rows.comments[0]?.created_at ?? null;
    for (const ticket of rows.tickets) this.ticket(ticket);
    for (const comment of rows.comments) {
      this.row(STORED_COMMENTS, commentContent(comment));
      this.reference(comment.author_id, comment.author_name, comment.author_email, null, version);
    }
    this.listed.add(rows);
    for (const change of rows.status_changes) {
      this.reference(change.changed_by_id, change.changed_by_name, null, null, version);
    }
    for (const person of rows.people) this.person(person, this.origin, version);
    for (const queue of rows.queues) {
      const { queue_id: id, name, kind } = queue;
      this.named(
        STORED_QUEUES,
        [id],
        [name, kind],
        (origin) => namedContent(STORED_QUEUES, queue, id, origin),
        version,
      );
    }
    if (this.stream.scope === 'source') this.files(rows.attachments);
    for (const field of rows.custom_fields) {
      const { field_id: id, name, type } = field;
      this.named(
        STORED_FIELDS,
        [id],
        [name, type],
        (origin) => namedContent(STORED_FIELDS, field, id, origin),
        version,
      );
    }
    for (const named of rows.names) {
      const { kind, id, name } = named;
      this.named(STORED_NAMES, [kind, id], [name], (origin) => contentOf(STORED_NAMES, { ...named, origin }), version);
    }
  }

  /** To be called after the page's last record: only then it is known what it lists beside what. */
  end(): void {
    for (const listed of this.listed.changes()) this.row(STORED_CHANGES, changeContent(listed));
    if (this.stream.scope === 'ticket') this.files(this.listed.attachments());
  }

  private ticket(ticket: Rows['tickets'][number]): void {
    const content = ticketContent(ticket);
    const n = this.batch.read(STORED_TICKETS, content, this.receivedAt, this.stream.name);
    if (n !== null) {
      const byField = new Map(ticket.custom_fields.map((value) => [value.field_id, value]));
      for (const value of byField.values()) {
        const ofValue = valueContent(ticket.ticket_id, value);
        ofValue.push(n);
        this.values.writeValues(ofValue);
      }
      this.steps.add(content, this.receivedAt, this.stream.name);
    }
    const { updated_at: version } = ticket;
    const { knownReferences: knownMentions } = this.batch;
    const where = this.whereOf(version);
    for (const { field_id: id, name, type } of ticket.custom_fields) {
      if (knownMentions.has('field', id, name, type, where)) continue;
      const content = () => namedContent(STORED_FIELDS, { field_id: id, name, type }, id, 'mention');
      const addReference = this.addReference(STORED_FIELDS, [id, 'mention'], [name, type], content, version);
      knownMentions.add('field', id, name, type, where, addReference);
    }
    this.reference(ticket.requester_id, ticket.requester_name, ticket.requester_email, 'requester', version);
    this.reference(ticket.assignee_id, ticket.assignee_name, ticket.assignee_email, 'agent', version);
    this.reference(ticket.creator_id, ticket.creator_name, ticket.creator_email, null, version);
  }

  private files(files: Rows['attachments']): void {
    for (const file of files) this.row(STORED_ATTACHMENTS, attachmentContent(file));
  }

  private row(table: StoredTable, content: Content): void {
    this.batch.read(table, content, this.receivedAt, this.stream.name);
  }

  /** @param key values of the key columns */
  private addReference(
    table: StoredTable,
    key: readonly string[],
    values: ReferenceValues,
    content: () => Content,
    version: string | null,
  ): InlineReference | null {
    return this.batch.addReference(table, keyText(key.map(storedText)), values, content, this.whereOf(version));
  }

  private whereOf(version: string | null): ReferenceMeta {
    return { version, run: this.run, stream: this.stream.name };
  }

  /** @param id values of the key columns before the origin */
  private named(
    table: StoredTable,
    id: readonly string[],
    values: ReferenceValues,
    content: (origin: Origin) => Content,
    version: string | null,
  ): void {
    const { origin } = this;
    if (origin === 'list') this.row(table, content(origin));
    else this.addReference(table, [...id, origin], values, () => content(origin), version);
  }

  private person(person: Person, origin: Origin, version: string | null): void {
    if (origin === 'list') {
      this.row(STORED_PEOPLE, personContent(person, origin));
      return;
    }
    const { person_id: id, name, email, role } = person;
    const { knownReferences } = this.batch;
    const kind = MENTIONED[role ?? 'person'];
    const where = this.whereOf(version);
    const isBare = hasNoMoreThanNames(person);
    if (isBare && knownReferences.has(kind, id, name, email, where)) return;
    const addReference = this.mentionedPerson(person, origin, version);
    if (isBare) knownReferences.add(kind, id, name, email, where, addReference);
  }

  /** @returns the mention that stands for the person, when it says the same */
  private mentionedPerson(person: Person, origin: Origin, version: string | null): InlineReference | null {
    const {
      person_id: id,
      name,
      email,
      role,
      organization,
      organization_id,
      team,
      team_id,
      is_active,
      time_zone,
    } = person;
    const values = [name, email, organization, organization_id, team, team_id, is_active, time_zone];
    const addReference = this.addReference(
      STORED_PEOPLE,
      [id, origin],
      values,
      () => personContent(person, origin),
      version,
    );
    const content = () => contentOf(STORED_ROLES, { person_id: id, origin, role });
    if (role !== null) this.addReference(STORED_ROLES, [id, origin, role], [], content, null);
    return addReference;
  }

  /** Everyone whom a row refers to is a person, however little is known of them. */
  private reference(
    id: string | null,
    name: string | null,
    email: string | null,
    role: 'agent' | 'requester' | null,
    version: string | null,
  ): void {
    const { knownReferences: knownMentions } = this.batch;
    const kind = role ?? 'person';
    const where = this.whereOf(version);
    if (id === null || knownMentions.has(kind, id, name, email, where)) return;
    const addReference = this.mentionedPerson({ ...NOBODY, person_id: id, name, email, role }, 'reference', version);
    knownMentions.add(kind, id, name, email, where, addReference);
  }
}

const MENTIONED = {
  agent: 'mentioned agent',
  requester: 'mentioned requester',
  operator: 'mentioned operator',
  person: 'mentioned person',
} as const;

/** Whether nothing is said of a person but name, address and role, as of nearly all who are mentioned. */
function hasNoMoreThanNames({ organization, organization_id, team, team_id, is_active, time_zone }: Person): boolean {
  const isOfNone = organization === null && organization_id === null && team === null && team_id === null;
  return isOfNone && is_active === null && time_zone === null;
}

const NOBODY: Omit<Person, 'person_id'> = {
  name: null,
  email: null,
  role: null,
  organization: null,
  organization_id: null,
  team: null,
  team_id: null,
  is_active: null,
  time_zone: null,
};

/** Streams of people, queues, fields and names define them; others only mention them. */
function definesNames(stream: Stream): boolean {
  return stream.scope === 'source' && stream.name !== 'tickets' && !HANGS_ON_TICKETS.has(stream.selectedBy);
}

const HANGS_ON_TICKETS: ReadonlySet<string> = new Set(['comments', 'attachments', 'history']);
