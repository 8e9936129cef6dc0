/** Promise 6, with every kind of record: what the database refuses, what has no id, members of every object, far times. */
import {
  farTimes,
  laterMappedAndDeep,
  namelessForbidDeletions,
  prototypeWords,
  refusedAnywhere,
} from './a-bad-record-costs-only-itself.cases';

laterMappedAndDeep();
refusedAnywhere();
namelessForbidDeletions([{ subject: 'no id' }, null, 'text', 7, []]);
prototypeWords(['constructor', '__proto__', 'toString', 'hasOwnProperty']);
farTimes(['Pacific/Kiritimati', 'Etc/GMT+12']);
