/** SQL over HTTP: what cannot be interrupted. */
import './query.cases';
