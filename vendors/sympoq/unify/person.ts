/** People of SympoQ: agents have an id, customers have none where tickets name them. */
import type { Json, JsonObject } from '../../json';
import { asText, booleanOf, isObject } from '../../json';
import type { Person, Rows, Ticket } from '../../model';
import { shortHash } from '../../sha256';
import { clean, fold } from '../../text';
import { IssueCollector, parseText, refuseRecord } from '../../unify';

export function agentId(id: string): string {
  return `agent-${id}`;
}

/** A customer is known by the folded e-mail, else by the folded name; null when there is neither. */
export function customerId(name: string | null, email: string | null): string | null {
  const known = email ?? name;
  return known === null ? null : `mail-${shortHash(fold(known))}`;
}

/**
 * The person of a ticket's `customer`, else of its `reported_by`.
 * @param reporter the name in `reported_by`
 */
export function customerOf(ticket: JsonObject, reporter: string | null, issues: IssueCollector): Person | null {
  const customer: JsonObject = isObject(ticket['customer']) ? ticket['customer'] : {};
  const name = parseText(customer['name'], 'customer.name', issues) ?? reporter;
  const email = parseText(customer['email'], 'customer.email', issues)?.trim() ?? null;
  const id = customerId(name, email);
  if (id === null) return null;
  const organization = parseText(customer['group'], 'customer.group', issues);
  return person({ person_id: id, name, email, role: 'requester', organization });
}

/** The name in `reported_by`, without blanks around it: it is compared with those of people. */
export function reporterOf(ticket: JsonObject, issues: IssueCollector): string | null {
  return parseText(ticket['reported_by'], 'reported_by', issues)?.trim() ?? null;
}

/** Who reported a ticket is known by the name alone: the customer where it is theirs, else perhaps an agent. */
export function creatorOf(
  reporter: string | null,
  customer: Person | null,
): Pick<Ticket, 'creator_id' | 'creator_name' | 'creator_email'> {
  const isCustomer = reporter !== null && fold(customer?.name ?? '') === fold(reporter);
  return {
    creator_id: isCustomer ? (customer?.person_id ?? null) : null,
    creator_name: reporter,
    creator_email: isCustomer ? (customer?.email ?? null) : null,
  };
}

/** A row of the users list: named agents and customers. */
export function unifyUser(record: Json, rows: Rows): void {
  if (!isObject(record)) {
    refuseRecord(rows, record, null, 'not_an_object');
    return;
  }
  const issues = new IssueCollector(rows, asText(record['id']));
  const name = parseText(record['name'], 'name', issues);
  const email = parseText(record['email'], 'email', issues)?.trim() ?? null;
  const id = userId(record, name, email);
  if (id === null) {
    refuseRecord(rows, record, null, 'no_id');
    return;
  }
  const role = isCustomer(record) ? 'requester' : 'agent';
  const organization = parseText(record['group'], 'group', issues);
  rows.people.push({
    ...person({ person_id: id, name, email, role, organization }),
    is_active: booleanOf(record['active']),
  });
}

/** Customers go by their e-mail even where the list gives them an id, since tickets do not. */
export function userId(record: JsonObject, name: string | null, email: string | null): string | null {
  if (isCustomer(record)) return customerId(name, email);
  const id = asText(record['id']);
  return id === null ? customerId(name, email) : agentId(clean(id));
}

/** Customer roles are "Customer" and "Customer Manager"; only customers carry `registered`. */
function isCustomer(record: JsonObject): boolean {
  const words = [asText(record['role']), asText(record['type'])].map((word) => word ?? '').join(' ');
  return /customer/i.test(words) || (words.trim() === '' && ('registered' in record || asText(record['id']) === null));
}

function person(known: Pick<Person, 'person_id' | 'name' | 'email' | 'role' | 'organization'>): Person {
  return { ...known, organization_id: null, team: null, team_id: null, is_active: null, time_zone: null };
}
