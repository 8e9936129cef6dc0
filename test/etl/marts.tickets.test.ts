/** Rows of tickets. Zones, days and descriptions: slow.test. */
import './marts.tickets.cases';
