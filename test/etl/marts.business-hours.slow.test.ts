/** Business minutes in the tables, in later runs. */
import './marts.business-hours.cases';
