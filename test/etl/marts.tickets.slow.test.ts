/** Rows of tickets: zones, days and descriptions. */
import './marts.tickets.cases';
