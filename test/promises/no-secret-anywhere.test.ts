/** Promise 7: a key that travels in the address, and one that is given back; the keys of all services: slow.test. */
import { keysLeaveNoTrace, keysThatAreGivenBackLeaveNoTrace } from './no-secret-anywhere.cases';

keysLeaveNoTrace(['teamswork']);
keysThatAreGivenBackLeaveNoTrace();
