/** What is a person in custom fields: options, the configuration and later runs. */
import './masks.people-in-fields.cases';
