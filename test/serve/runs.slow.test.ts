/** Runs over HTTP: cancelled ones, and keys of requests. */
import './runs.cases';
