/** Queries of the documents and one of their commands, on a lake of one service; all commands, and all services: slow.test. */
import { quick } from './lake.cases';

quick();
