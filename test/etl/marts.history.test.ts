/** Status changes, the backlog and dates. Late events, zones and quiet runs: slow.test. */
import './marts.history.cases';
