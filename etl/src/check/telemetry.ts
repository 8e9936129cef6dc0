/** Where exports report to. Nothing is sent. */
import type { Config, ReceiverConfig } from '../config/config';
import { isReadableOnTheWay } from '../base/loopback';
import type { CheckFinding } from './finding';

const SUBJECT = 'telemetry';

/** @returns the host of each receiver, and warnings: an export works all the same */
export function checkTelemetry({ telemetry }: Config): CheckFinding[] {
  const refused = telemetry.refused.map((message): CheckFinding => {
    return { subject: SUBJECT, level: 'warning', message, remedy: 'Correct it, or unset it for this program.' };
  });
  return [
    ...refused,
    ...receiverFindings('events of OpenLineage', telemetry.lineage),
    ...receiverFindings('metrics of OpenTelemetry', telemetry.metrics),
  ];
}

function receiverFindings(what: string, receiver: ReceiverConfig | null): CheckFinding[] {
  if (receiver === null) return [];
  const { url, headers } = receiver;
  const { origin, password } = new URL(url);
  const hasSecret = password !== '' || Object.keys(headers).length > 0;
  const isOpen = isReadableOnTheWay(url);
  return [
    { subject: SUBJECT, level: 'ok', message: `exports send ${what} to ${origin}` },
    ...(hasSecret && isOpen ? [inTheClear(what)] : []),
  ];
}

function inTheClear(what: string): CheckFinding {
  return {
    subject: SUBJECT,
    level: 'warning',
    message: `${what} are sent with a key over http, where anyone on the network path can read it`,
    remedy: 'Use https where the receiver has it.',
  };
}
