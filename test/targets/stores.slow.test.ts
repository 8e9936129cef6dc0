/** Stores that stay busy, and files that are large. */
import { slow } from './stores.cases';

slow();
