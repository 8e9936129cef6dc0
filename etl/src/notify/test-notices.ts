/** Sends each configured notice once, without another try, to see whether it arrives. */
import type { Redact } from '../../../vendors/redact';
import type { Config, NoticeConfig } from '../config/config';
import { bodyOf } from './bodies';
import { deliver } from '../http/delivery';
import type { Delivery } from '../http/delivery';
import { testNotice } from './notice';

export interface Tested {
  receiver: NoticeConfig;
  delivery: Delivery;
}

/** @returns one result a notice, in the order of the configuration */
export function testNotices(
  { notify, lake, timezone, proxy }: Config,
  redact: Redact,
  now: number,
  signal: AbortSignal,
): Promise<Tested[]> {
  const notice = testNotice(lake, timezone, new Date(now).toISOString());
  const tested = notify.map(async (receiver): Promise<Tested> => {
    const body = receiver.ping ? null : bodyOf(notice, receiver.format, timezone, redact);
    return { receiver, delivery: await deliver(receiver, body, { proxy, signal, pausesMs: [] }) };
  });
  return Promise.all(tested);
}
