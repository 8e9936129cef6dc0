import { quick } from './file-lists.cases';

quick();
