/** What a build computes anew: many tickets, queues. */
import './marts.scope.cases';
