/** The process of one export. It ends early when it is asked to, and when the service is gone. */
import { exportToEnd } from './export-to-end';
import { wholeConfig } from './messages';
import type { FromExport, ToExport } from './messages';

const ending = new AbortController();

process.on('message', (message: ToExport) => {
  if (message.type === 'end') {
    ending.abort();
    return;
  }
  const send = (message: FromExport): void => {
    if (process.connected) process.send?.(message);
  };
  const run = exportToEnd(wholeConfig(message.config), message.options, ending.signal, (event) => {
    send({ type: 'event', event });
  });
  void run.then((end) => {
    process.send?.({ type: 'ended', end } satisfies FromExport, () => {
      process.disconnect();
    });
  });
});
process.on('disconnect', () => {
  ending.abort();
});
// Ctrl-C reaches the whole group; the service says when to end. A signal to this process alone means it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  ending.abort();
});
