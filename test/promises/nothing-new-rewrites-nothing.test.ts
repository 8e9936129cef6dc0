/**
 * Promise 8: a quiet run of one service, and its stamps; all services: slow.test. What is printed is in
 * test/etl/cli.commands.test.ts.
 */
import { quietRuns, stampsSay } from './nothing-new-rewrites-nothing.cases';

quietRuns(['teamswork']);
stampsSay();
