import { slow } from './file-lists.cases';

slow();
