/** Partitions of a publication. */
import { slow } from './publish.files.cases';

slow();
