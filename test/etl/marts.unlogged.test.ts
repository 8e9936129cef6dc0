/** Steps that a log of Deskpro or SympoQ does not tell; of Notific and TeamsWork: slow.test. */
import { quick } from './marts.unlogged.cases';

quick();
