/** Status changes, the backlog and dates: late events, zones and quiet runs. */
import './marts.history.cases';
