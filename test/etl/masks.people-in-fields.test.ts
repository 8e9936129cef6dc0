/** What is a person in custom fields is masked as people are. Options, the configuration and later runs: slow.test. */
import './masks.people-in-fields.cases';
