/** What can be done in __title__, by resource. */
export * as ticket from './ticket';
