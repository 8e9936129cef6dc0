/** Whoever reads the published files reads the same; while they are published: slow.test. */
import { quick } from './publish.readers.cases';

quick();
