/** Copies of the published database that are changed: when a fresh file takes their place, and many ways to change. */
import { tries } from '../support/test-profile';
import { changedCopiesAreFreshFiles, fresh } from './publish.changed-copy.cases';

fresh();
changedCopiesAreFreshFiles(tries(5, 200));
