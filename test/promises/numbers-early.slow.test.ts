/** An early publication that fails. */
import { slow } from './numbers-early.cases';

slow();
