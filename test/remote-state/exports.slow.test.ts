import { goesOnInEmptyFolders } from './exports.cases';

for (const service of ['notific', 'deskpro', 'sympoq', 'synqly', 'teamswork']) goesOnInEmptyFolders(service, 3);
