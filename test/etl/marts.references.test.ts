/** People, queues and keys in the marts. What goes, and what is not selected: slow.test. */
import './marts.references.cases';
