/** Promise 5: a list of comments that is short once, or fails. */
import './short-child-lists.cases';
