/** The process that runs queries: started by the pool, it can be killed at any time without harm to the service. */
import type { QueryEnd, ToProcess } from './job';
import { QueryDesk } from './run-job';

const desk = new QueryDesk();

process.on('message', (message: ToProcess) => {
  if (message.type === 'interrupt') desk.interrupt();
  else
    void desk.run(message.job).then((end: QueryEnd) => {
      process.send?.(end);
    });
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the service ends this process when it is done with it.
process.on('SIGINT', () => undefined);
