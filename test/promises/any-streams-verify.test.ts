/** What is published agrees with itself, whatever streams are chosen; more: slow.test. */
import { quick } from './any-streams-verify.cases';

quick();
