/** Promise 5: what proves nothing about a ticket that is missing. */
import { slow } from './deletions-are-proven.cases';

slow();
