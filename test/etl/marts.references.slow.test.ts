/** People, queues and keys in the marts: what goes, and what is not selected. */
import './marts.references.cases';
