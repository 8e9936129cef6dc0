/** Business minutes in the tables. Later runs: slow.test. */
import './marts.business-hours.cases';
