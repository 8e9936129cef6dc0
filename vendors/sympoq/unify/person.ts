/** People of SympoQ: agents have an id, customers have none where tickets name them. */
import type { Json, JsonObject } from '../../json';
import { booleanOf, isObject, textOf } from '../../json';
import type { Person, Rows } from '../../model';
import { shortHash } from '../../sha256';
import { clean, fold } from '../../text';
import { Notes, refuseRecord, textFrom } from '../../unify';

export function agentId(id: string): string {
  return `agent-${id}`;
}

/** A customer is known by the folded e-mail, else by the folded name; null when there is neither. */
export function customerId(name: string | null, email: string | null): string | null {
  const known = email ?? name;
  return known === null ? null : `mail-${shortHash(fold(known))}`;
}

/** The person of a ticket's `customer`, else of its `reported_by`. */
export function customerOf(ticket: JsonObject, notes: Notes): Person | null {
  const customer: JsonObject = isObject(ticket['customer']) ? ticket['customer'] : {};
  const name =
    textFrom(customer['name'], 'customer.name', notes) ?? textFrom(ticket['reported_by'], 'reported_by', notes);
  const email = textFrom(customer['email'], 'customer.email', notes)?.trim() ?? null;
  const id = customerId(name, email);
  if (id === null) return null;
  const organization = textFrom(customer['group'], 'customer.group', notes);
  return person({ person_id: id, name, email, role: 'requester', organization });
}

/** A row of the users list: named agents and customers. */
export function unifyUser(record: Json, rows: Rows): void {
  if (!isObject(record)) {
    refuseRecord(rows, record, null, 'not_an_object');
    return;
  }
  const notes = new Notes(rows, textOf(record['id']));
  const name = textFrom(record['name'], 'name', notes);
  const email = textFrom(record['email'], 'email', notes)?.trim() ?? null;
  const id = userId(record, name, email);
  if (id === null) {
    refuseRecord(rows, record, null, 'no_id');
    return;
  }
  const role = isCustomer(record) ? 'requester' : 'agent';
  const organization = textFrom(record['group'], 'group', notes);
  rows.people.push({
    ...person({ person_id: id, name, email, role, organization }),
    is_active: booleanOf(record['active']),
  });
}

/** Customers go by their e-mail even where the list gives them an id, since tickets do not. */
export function userId(record: JsonObject, name: string | null, email: string | null): string | null {
  if (isCustomer(record)) return customerId(name, email);
  const id = textOf(record['id']);
  return id === null ? customerId(name, email) : agentId(clean(id));
}

/** Customer roles are "Customer" and "Customer Manager"; only customers carry `registered`. */
function isCustomer(record: JsonObject): boolean {
  const words = [textOf(record['role']), textOf(record['type'])].map((word) => word ?? '').join(' ');
  return /customer/i.test(words) || (words.trim() === '' && ('registered' in record || textOf(record['id']) === null));
}

function person(known: Pick<Person, 'person_id' | 'name' | 'email' | 'role' | 'organization'>): Person {
  return { ...known, organization_id: null, team: null, team_id: null, is_active: null, time_zone: null };
}
