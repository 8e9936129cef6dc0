/** Rows of one page whose order their service's list alone tells: changes of one instant, a file that is named twice. */
import type { Attachment, Rows, StatusChange } from '../../../vendors/model';

export interface ListedChange {
  change: StatusChange;
  /** Among the page's changes of one ticket and instant, 1 is the oldest; null where it is the only one. */
  place: number | null;
}

type OfRecord = Pick<Rows, 'status_changes' | 'attachments'> & { at: string | null };

export class ListedRows {
  private readonly records: OfRecord[] = [];

  /** @param isNewestFirst whether the service lists the newest record first; within a record the oldest is first */
  constructor(private readonly isNewestFirst: boolean) {}

  add({ comments, status_changes, attachments }: Rows): void {
    if (comments.length + status_changes.length + attachments.length === 0) return;
    const at = comments[0]?.created_at ?? status_changes[0]?.changed_at ?? attachments[0]?.created_at ?? null;
    this.records.push({ status_changes, attachments, at });
  }

  changes(): ListedChange[] {
    const instants = new Map<string, StatusChange[]>();
    for (const change of this.oldestFirst().flatMap((record) => record.status_changes)) {
      const key = JSON.stringify([change.ticket_id, change.changed_at]);
      const others = instants.get(key) ?? [];
      instants.set(key, others);
      // A record that a page repeats is read once.
      if (!others.some(({ event_id: id }) => id === change.event_id)) others.push(change);
    }
    return [...instants.values()].flatMap((ofInstant) =>
      ofInstant.map((change, at) => ({ change, place: ofInstant.length === 1 ? null : at + 1 })),
    );
  }

  /** A file that two records name is that of the first of them. */
  attachments(): Attachment[] {
    const files = new Map<string, Attachment>();
    for (const file of this.oldestFirst().flatMap((record) => record.attachments)) {
      const key = JSON.stringify([file.ticket_id, file.attachment_id]);
      if (!files.has(key)) files.set(key, file);
    }
    return [...files.values()];
  }

  /** What the times of the records say of the list counts more than what its service is known for. */
  private oldestFirst(): OfRecord[] {
    const times = this.records.flatMap(({ at }) => at ?? []);
    const [first = '', last = ''] = [times[0], times.at(-1)];
    const isNewestFirst = first === last ? this.isNewestFirst : first > last;
    return isNewestFirst ? this.records.toReversed() : this.records;
  }
}
