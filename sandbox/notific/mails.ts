/** The e-mails that Notific would have sent. */

export interface SentMail {
  ticket: number;
  reason: 'created' | 'updated' | 'closed' | 'reopened';
}

export interface Mailbox {
  send(mail: SentMail): void;
  /** How many in all, and the last thousand. */
  sent(): { count: number; last: SentMail[] };
}

const KEPT = 1000;

export function createMailbox(): Mailbox {
  let count = 0;
  let last: SentMail[] = [];
  return {
    send: (mail) => {
      count += 1;
      last = [...last.slice(1 - KEPT), mail];
    },
    sent: () => ({ count, last }),
  };
}
