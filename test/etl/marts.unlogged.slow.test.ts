/** Steps that Notific and TeamsWork do not tell. */
import { slow } from './marts.unlogged.cases';

slow();
