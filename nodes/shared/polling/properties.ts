/** The parameters that every polling trigger has, and what the user gave for them. */
import type { INodeProperties } from 'n8n-workflow';
import type { Ticket } from '../../../vendors/model';
import { fold } from '../../../vendors/text';
import type { ChangeFeed, EventLimit, TicketEvent } from '../../../vendors/change-feed';
import { filters as filterCollection, severalOf, text } from '../fields';
import { choicesOf } from '../parameter-reader';
import { choicesIn, namesIn } from '../parameters';
import { byDisplayName } from '../operation';
import { triggerOutputProperties } from '../output';

const EVENTS: Readonly<Record<TicketEvent, { name: string; description: string }>> = {
  created: { name: 'Ticket Created', description: 'A new ticket' },
  replied: { name: 'Ticket Replied', description: 'A public reply or comment on a ticket, one item each' },
  status_changed: { name: 'Ticket Status Changed', description: 'A ticket whose status is another one than before' },
  updated: {
    name: 'Ticket Updated',
    description: 'Any change of a ticket that exists, its status and replies included',
  },
};

/** A filter over what a ticket says: the service has none for changes, or not this one. */
export interface TicketFilter {
  property: INodeProperties;
  /** Members of the ticket, any of which may hold one of the chosen names or IDs. */
  members: ReadonlyArray<keyof Ticket>;
}

export function triggerProperties(
  watch: ChangeFeed,
  filters: readonly TicketFilter[],
  more: readonly INodeProperties[] = [],
): INodeProperties[] {
  const options = watch.events.map((event) => ({ value: event, ...EVENTS[event] }));
  return [
    {
      displayName: 'Trigger On',
      name: 'events',
      type: 'multiOptions',
      required: true,
      default: ['created'],
      hint: 'The first poll only records what there is',
      options: options.sort((a, b) => a.name.localeCompare(b.name, 'en')),
    },
    ...watch.limits.map(notice),
    ...more,
    filterCollection(filters.map(({ property }) => property).sort(byDisplayName), {
      description: 'Only events of tickets that fit when they are read',
    }),
    ...triggerOutputProperties(),
  ];
}

/** What cannot be seen of an event is said where the event is chosen. */
function notice({ events, text: displayName }: EventLimit, at: number): INodeProperties {
  const name = at === 0 ? 'notice' : `notice${at + 1}`;
  return { displayName, name, type: 'notice', default: '', displayOptions: { show: { events: [...events] } } };
}

/** The chosen events that this service can tell, from a list or from text with commas. */
export function eventsIn(value: unknown, watch: ChangeFeed): Set<TicketEvent> {
  const choices = Object.entries(EVENTS).map(([event, { name }]) => ({ value: event, name }));
  const names = choicesIn(value, 'Trigger On', choices);
  return new Set(watch.events.filter((event) => names.includes(event)));
}

/** Whether a ticket fits all filters that were given. */
export function filterOf(input: unknown, filters: readonly TicketFilter[]): (ticket: Ticket) => boolean {
  const values: Record<string, unknown> = typeof input === 'object' && input !== null ? { ...input } : {};
  const tests = filters.flatMap(({ property, members }) => {
    const [value, choices] = [values[property.name], choicesOf(property)];
    const names =
      choices.length > 0 ? choicesIn(value, property.displayName, choices) : namesIn(value, property.displayName);
    const requested = new Set(names.map(fold));
    return requested.size === 0 ? [] : [(ticket: Ticket) => members.some((member) => holds(ticket[member], requested))];
  });
  return (ticket) => tests.every((test) => test(ticket));
}

function holds(value: unknown, requested: ReadonlySet<string>): boolean {
  const texts: unknown[] = Array.isArray(value) ? value : [value];
  return texts.some((text) => typeof text === 'string' && requested.has(fold(text)));
}

/** A filter whose choices the account defines. @param what singular, Title Case */
export function chosenFilter(
  what: string,
  name: string,
  method: string,
  members: TicketFilter['members'],
): TicketFilter {
  return { members, property: severalOf(what, name, method) };
}

/** A filter whose values are typed. */
export function typedFilter(
  displayName: string,
  name: string,
  placeholder: string,
  description: string,
  members: TicketFilter['members'],
): TicketFilter {
  return { members, property: text(displayName, name, description, { placeholder }) };
}
