/** Runs over HTTP. Cancelled ones, and keys of requests: slow.test. */
import './runs.cases';
