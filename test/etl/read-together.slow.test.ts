/** Lists of names are read together, in runs that end early. */
import './read-together.cases';
