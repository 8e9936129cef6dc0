/** What can be done through Synqly, by resource. */
export { attachment } from './attachment';
export { escalationPolicySlice, onCall, projectSlice, remoteField } from './catalog';
export type { FieldValueChoice as Choice } from './choice';
export { comment } from './comment';
export { customField } from './custom-field';
export type { CustomFieldDefinition } from './custom-field';
export { findTickets } from './find';
export { issueType } from './issue-type';
export { listedProjects, policyNamed, projectNamed } from './named';
export { note } from './note';
export type { TicketChange } from './patch';
export { status } from './status';
export { tag } from './tag';
export { ticket } from './ticket';
export { token, webhook } from './webhook';
export type { IntegrationRef } from './webhook';
