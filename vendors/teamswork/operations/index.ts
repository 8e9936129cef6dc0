/** What can be done at TeamsWork, by resource. Records are raw: unify gives them their meaning. */
export * as activity from './activity';
export * as attachment from './attachment';
export * as comment from './comment';
export * as field from './field';
export * as instance from './instance';
export * as person from './person';
export * as status from './status';
export * as tag from './tag';
export * as ticket from './ticket';
