/** What is odd about who is told how runs end. Nothing is sent: `ticketlake notify --test` does that. */
import type { Config, NoticeConfig } from '../config/config';
import { isLoopback } from '../base/loopback';
import type { CheckFinding } from './finding';

/** @returns warnings only: an export works all the same */
export function checkNotices({ notify }: Config): CheckFinding[] {
  return notify.flatMap((receiver) => [...pingOfBoth(receiver), ...unencrypted(receiver)]);
}

/** A dead-man switch takes each GET for a sign of life. */
function pingOfBoth({ place, on, ping }: NoticeConfig): CheckFinding[] {
  const isGood = on.includes('success') || on.includes('recovery');
  const isBad = on.includes('failure') || on.includes('every_failure');
  if (!ping || !isGood || !isBad) return [];
  return [
    {
      subject: place,
      level: 'warning',
      message: 'the same ping is sent for runs that failed and for runs that did not',
      remedy: 'Write on: [success] for a dead-man switch. Give a failure an entry of its own.',
    },
  ];
}

function unencrypted({ place, url }: NoticeConfig): CheckFinding[] {
  if (!url.startsWith('http:') || isLoopback(url)) return [];
  return [
    {
      subject: place,
      level: 'warning',
      message: 'its URL begins with http, so anyone on the network path can read it and what is sent',
      remedy: 'Use https where the receiver has it.',
    },
  ];
}
