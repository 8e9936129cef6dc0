/** One store; the others, and every service: slow.test. */
import { getsOver, quick } from './exports.cases';

getsOver('s3');
quick();
