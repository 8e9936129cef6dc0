/** Every service, and every store. */
import { getsOver, goesOnInEmptyFolders } from './exports.cases';

for (const service of ['notific', 'deskpro', 'sympoq', 'synqly', 'teamswork']) goesOnInEmptyFolders(service, 3);
for (const store of ['azure', 'gcs'] as const) getsOver(store);
