/** What a build computes anew. Many tickets and queues: slow.test. */
import './marts.scope.cases';
