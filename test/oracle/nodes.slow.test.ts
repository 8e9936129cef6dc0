import { nodesCases } from './nodes.cases';

nodesCases(
  Array.from({ length: 20 }, (_, at) => 100 + at),
  50,
);
