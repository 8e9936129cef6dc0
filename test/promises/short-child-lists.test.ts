/** Promise 5: what two short lists of comments prove. One alone, and one that fails: slow.test. */
import './short-child-lists.cases';
