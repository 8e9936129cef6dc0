/** What is published agrees with itself: every choice of streams. */
import { slow } from './any-streams-verify.cases';

slow();
