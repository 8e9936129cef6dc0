/** Lists of names are read together. Runs that end early: slow.test. */
import './read-together.cases';
