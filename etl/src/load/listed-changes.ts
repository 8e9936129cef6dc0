/** Status changes of one page: those of one instant keep the order in which their service lists them. */
import type { StatusChange } from '../../../vendors/model';

export interface ListedChange {
  change: StatusChange;
  /** Among the page's changes of one ticket and instant, 1 is the oldest; null where it is the only one. */
  place: number | null;
}

export class ListedChanges {
  private readonly records: Array<readonly StatusChange[]> = [];

  /** @param isNewestFirst whether the service lists the newest record first; within a record the oldest is first */
  constructor(private readonly isNewestFirst: boolean) {}

  add(ofRecord: readonly StatusChange[]): void {
    if (ofRecord.length > 0) this.records.push(ofRecord);
  }

  all(): ListedChange[] {
    const changes = (this.isNewestFirst ? this.records.toReversed() : this.records).flat();
    const instants = new Map<string, StatusChange[]>();
    for (const change of changes) {
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
}
