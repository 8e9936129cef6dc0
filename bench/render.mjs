// Tickets as TeamsWork's list answers them: those of the sandbox, told apart by number. Everything about ticket `at`
// follows from `at` alone, so that the service needs no memory of a million tickets.
import { createHash } from 'node:crypto';

const FIRST_DAY = Date.UTC(2020, 0, 1);
const HOUR_MS = 3_600_000;
/** Odd, so that multiplication by it modulo 2^32 can be undone: ids are scattered, and still say their number. */
const SCATTER = 0x9e3779b1;
const GATHER = 0x0e8b2f51;
const TIMES = ['createdOn', 'lastUpdatedOn', 'firstResponseOn', 'firstResolutionOn', 'lastResolutionOn'];

/** @param at number of the ticket, from 0 in order of creation */
export function ticketId(at) {
  const hash = createHash('md5').update(String(at)).digest('hex');
  const head = (Math.imul(at, SCATTER) >>> 0).toString(16).padStart(8, '0');
  return `${head}-${hash.slice(0, 4)}-4${hash.slice(4, 7)}-8${hash.slice(7, 10)}-${hash.slice(10, 22)}`;
}

export function numberOfId(id) {
  return Math.imul(Number.parseInt(id.slice(0, 8), 16), GATHER) >>> 0;
}

export class Tickets {
  /**
   * @param count how many there are
   * @param samples raw tickets of the sandbox, each with its activities
   * @param now epoch ms; the newest ticket is a few hours old
   */
  constructor(count, samples, now) {
    this.count = count;
    this.samples = samples;
    this.step = (now - 12 * HOUR_MS - FIRST_DAY) / count;
    this.latest = now - HOUR_MS;
    this.changed = new Map();
  }

  sample(at) {
    return this.samples[at % this.samples.length];
  }

  /** Epoch ms of a time of the sample, moved to where ticket `at` stands. */
  moved(at, text) {
    const delta = Math.floor(FIRST_DAY + at * this.step) - Date.parse(this.sample(at).ticket.createdOn);
    return Math.min(Date.parse(text) + delta, this.latest);
  }

  updatedAt(at) {
    return this.changed.get(at) ?? this.moved(at, this.sample(at).ticket.lastUpdatedOn);
  }

  ticket(at) {
    const { ticket } = this.sample(at);
    const round = Math.floor(at / this.samples.length) % 256;
    const made = { ...ticket, id: ticketId(at), ticketNo: at + 1, title: `${ticket.title} #${at + 1}` };
    for (const name of TIMES) if (made[name]) made[name] = new Date(this.moved(at, made[name])).toISOString();
    made.requestor = personOf(ticket.requestor, round);
    made.createdBy = personOf(ticket.createdBy, round);
    const changedAt = this.changed.get(at);
    if (changedAt === undefined) return made;
    const when = new Date(changedAt).toISOString();
    return { ...made, status: 'Resolved', lastUpdatedOn: when, lastResolutionOn: when };
  }

  activities(at) {
    const id = ticketId(at);
    const told = this.sample(at).activities.map((activity, nth) => ({
      ...activity,
      id: `${id.slice(0, 24)}${String(nth).padStart(12, '0')}`,
      ticketId: id,
      createdDateTime: new Date(this.moved(at, activity.createdDateTime)).toISOString(),
    }));
    const changedAt = this.changed.get(at);
    if (changedAt === undefined) return told;
    const last = told[told.length - 1];
    const change = { name: 'status', oldValue: 'Open', newValue: 'Resolved' };
    const createdDateTime = new Date(changedAt).toISOString();
    const comment = 'Solved for the bench.';
    return [...told, { ...last, id: `${id.slice(0, 24)}ffffffffffff`, comment, createdDateTime, changes: [change] }];
  }

  /** Changes so many tickets, evenly spread. */
  change(count, now) {
    for (let nth = 0; nth < count; nth += 1) this.changed.set(Math.floor((nth * this.count) / count), now);
  }

  /** Numbers of the tickets updated at or after an instant, in order of creation. */
  updatedSince(instant) {
    const found = [];
    for (let at = 0; at < this.count; at += 1) if (this.updatedAt(at) >= instant) found.push(at);
    return found;
  }
}

/** As many people as a service of that size has, and not those of the sample alone. */
function personOf(person, round) {
  return person === null ? null : { ...person, id: `${person.id.slice(0, 34)}${round.toString(16).padStart(2, '0')}` };
}
