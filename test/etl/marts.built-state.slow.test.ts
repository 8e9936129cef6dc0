/** Tables are built anew when a zone, a mapping, a column or a stored ticket has changed. */
import { slow } from './marts.built-state.cases';

slow();
