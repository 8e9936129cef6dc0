import { nodesCases } from './nodes.cases';

nodesCases([15], 15);
