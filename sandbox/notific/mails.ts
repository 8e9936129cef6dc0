/** The e-mails that Notific would have sent. */

export interface Mail {
  ticket: number;
  reason: 'created' | 'updated' | 'closed' | 'reopened';
}

export interface Mailbox {
  send(mail: Mail): void;
  /** How many in all, and the last thousand. */
  sent(): { count: number; last: Mail[] };
}

const KEPT = 1000;

export function createMailbox(): Mailbox {
  let count = 0;
  let last: Mail[] = [];
  return {
    send: (mail) => {
      count += 1;
      last = [...last.slice(1 - KEPT), mail];
    },
    sent: () => ({ count, last }),
  };
}
