/** Words of logged status changes that nobody mapped: they count as open. */

import { foldedWord } from './folded-word';

/** SELECT of source, stream, word and run_id, one row a change. */
export const UNMAPPED_HISTORY = `
  SELECT c.source, c.stream, c.to_status AS word, c.run_id FROM w_changes c JOIN w_tickets t ON t.source = c.source AND t.ticket_id = c.ticket_id
  WHERE c.origin = 'vendor' AND c.gone_at IS NULL AND c.to_status IS NOT NULL AND c.to_status_id IS NULL
    AND (c.from_status IS NOT NULL OR t.done_words IS NULL)
    AND (c.to_group = 'unknown' OR (c.to_group IS NULL AND NOT coalesce(list_contains(t.done_words, ${foldedWord('c.to_status')}), false)))`;
