/** A store that stays busy, and files that go in parts. */
import { slow } from './s3.cases';

slow();
