/** What Deskpro gives out that opens something: never written down. */
export const SECRET_MEMBERS: ReadonlySet<string> = new Set([
  'auth',
  'access_code',
  'ticket_hash',
  'message_hash',
  // Whoever has it can fetch the file without a login.
  'blob_auth',
  'blob_auth_id',
]);
