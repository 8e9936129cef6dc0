-- The measures of the model in SQL (DuckDB), over the tables of the same lake: for checking a figure.
-- Run one with: ticketlake query "…". For a period, put its first and last day in the first line,
-- as DATE '2026-10-01' AS first, DATE '2026-10-31' AS last.

-- Tickets Created
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif((SELECT count(*) FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last)), 0) AS value;

-- Tickets Solved
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif((SELECT count(*) FROM tickets, period
  WHERE NOT is_deleted AND resolved_date IS NOT NULL AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last)), 0) AS value;

-- Tickets Open
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(*), 0) AS value FROM tickets, period WHERE is_open AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- Tickets Deleted
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(*), 0) AS value FROM tickets, period WHERE is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- Net Flow
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT CASE WHEN created > 0 OR solved > 0 THEN created - solved END AS value
FROM (SELECT (SELECT count(*) FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last)) AS created, (SELECT count(*) FROM tickets, period
  WHERE NOT is_deleted AND resolved_date IS NOT NULL AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last)) AS solved);

-- Reopen Rate
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT count(*) FILTER (reopen_count > 0) / nullif(count(*), 0) AS value FROM tickets, period
WHERE NOT is_deleted AND reopen_count IS NOT NULL AND (resolved_date IS NOT NULL OR reopen_count > 0)
  AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- One-Touch Rate
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT count(*) FILTER (public_agent_comments = 1) / nullif(count(*), 0) AS value FROM tickets, period
WHERE NOT is_deleted AND resolved_date IS NOT NULL AND public_agent_comments IS NOT NULL AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last);

-- Tickets Due
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(*), 0) AS value FROM tickets, period, known
WHERE NOT is_deleted AND due_date IS NOT NULL
  AND (resolved_date IS NOT NULL OR (is_open AND due_date < known.day))
  AND (period.first IS NULL OR due_date BETWEEN period.first AND period.last);

-- % Due Met
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT count(*) FILTER (resolved_date IS NOT NULL
    AND CASE WHEN due_local IS NULL THEN resolved_date <= due_date ELSE resolved_local <= due_local END) / nullif(count(*), 0) AS value
FROM tickets, period, known
WHERE NOT is_deleted AND due_date IS NOT NULL
  AND (resolved_date IS NOT NULL OR (is_open AND due_date < known.day))
  AND (period.first IS NULL OR due_date BETWEEN period.first AND period.last);

-- Comments per Ticket
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT avg(comment_count) AS value FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- Open Now
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(*), 0) AS value FROM tickets WHERE is_open;

-- Unassigned Now
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(*), 0) AS value FROM tickets WHERE is_open AND assignee_key IS NULL;

-- Overdue Now
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(*), 0) AS value FROM tickets, known WHERE is_open AND due_date < known.day;

-- Days Open
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT max(known.day - created_date) AS value FROM tickets, known WHERE is_open;

-- Days to Due
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT min(due_date - known.day) AS value FROM tickets, known WHERE is_open;

-- Median First Response
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT quantile_cont(first_response_minutes, 0.5) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- P90 First Response
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT quantile_cont(first_response_minutes, 0.9) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- Median Resolution
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT quantile_cont(resolution_minutes, 0.5) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last);

-- P90 Resolution
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT quantile_cont(resolution_minutes, 0.9) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last);

-- Median First Response (Business)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT quantile_cont(first_response_business_minutes, 0.5) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- P90 First Response (Business)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT quantile_cont(first_response_business_minutes, 0.9) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- Median Resolution (Business)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT quantile_cont(resolution_business_minutes, 0.5) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last);

-- P90 Resolution (Business)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT quantile_cont(resolution_business_minutes, 0.9) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last);

-- Median Time Pending
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT quantile_cont(minutes_pending, 0.5) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND resolved_date IS NOT NULL AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last);

-- Backlog
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT sum(tickets) AS value FROM backlog WHERE date = (
  SELECT max(dates.date) FROM dates, period, known
  WHERE dates.date <= known.day AND (period.first IS NULL OR dates.date BETWEEN period.first AND period.last)
);

-- Age of Backlog
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT sum(age_days_sum) / sum(tickets) AS value FROM backlog WHERE date = (
  SELECT max(dates.date) FROM dates, period, known
  WHERE dates.date <= known.day AND (period.first IS NULL OR dates.date BETWEEN period.first AND period.last)
);

-- SLA Judged
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(sla_status), 0) AS value FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- SLA Breached
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(*) FILTER (sla_status = 'breached'), 0) AS value FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- % SLA Met
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT count(*) FILTER (sla_status <> 'breached') / nullif(count(sla_status), 0) AS value FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- Ratings
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(satisfaction), 0) AS value FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- % Rated
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT count(satisfaction) / nullif(count(*), 0) AS value FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last) AND resolved_date IS NOT NULL;

-- Satisfaction
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT CASE WHEN count(DISTINCT source) = 1 THEN avg(satisfaction) END AS value FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last) AND satisfaction IS NOT NULL;

-- First Response Target
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT 8 AS value;

-- Resolution Target
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT 72 AS value;

-- SLA Target
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT 0.9 AS value;

-- Satisfaction Target
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT 4 AS value;

-- Replies
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(*), 0) AS value FROM comments deeds JOIN tickets USING (ticket_key), period WHERE NOT tickets.is_deleted
  AND deeds.author_role = 'agent' AND deeds.kind <> 'activity' AND NOT deeds.is_deleted
  AND (period.first IS NULL OR deeds.created_date BETWEEN period.first AND period.last) AND deeds.visibility = 'public';

-- Internal Notes
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(*), 0) AS value FROM comments deeds JOIN tickets USING (ticket_key), period WHERE NOT tickets.is_deleted
  AND deeds.author_role = 'agent' AND deeds.kind <> 'activity' AND NOT deeds.is_deleted
  AND (period.first IS NULL OR deeds.created_date BETWEEN period.first AND period.last) AND deeds.visibility = 'internal';

-- Written by Agents
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(*), 0) AS value FROM comments deeds JOIN tickets USING (ticket_key), period WHERE NOT tickets.is_deleted
  AND deeds.author_role = 'agent' AND deeds.kind <> 'activity' AND NOT deeds.is_deleted
  AND (period.first IS NULL OR deeds.created_date BETWEEN period.first AND period.last);

-- % Internal
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT count(*) FILTER (deeds.visibility = 'internal') / nullif(count(*), 0) AS value FROM comments deeds JOIN tickets USING (ticket_key), period WHERE NOT tickets.is_deleted
  AND deeds.author_role = 'agent' AND deeds.kind <> 'activity' AND NOT deeds.is_deleted
  AND (period.first IS NULL OR deeds.created_date BETWEEN period.first AND period.last);

-- Status Changes Made
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(*), 0) AS value FROM status_changes deeds JOIN tickets USING (ticket_key), period WHERE NOT tickets.is_deleted
  AND (period.first IS NULL OR deeds.changed_date BETWEEN period.first AND period.last);

-- Reopenings
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT nullif(count(*), 0) AS value FROM status_changes deeds JOIN tickets USING (ticket_key), period WHERE NOT tickets.is_deleted
  AND deeds.from_group IN ('solved', 'closed') AND deeds.to_group IN ('new', 'open', 'pending', 'on_hold', 'unknown')
  AND (period.first IS NULL OR deeds.changed_date BETWEEN period.first AND period.last);

-- Median Time in Status
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT quantile_cont(deeds.minutes_in_from_status, 0.5) / 60 AS value FROM status_changes deeds JOIN tickets USING (ticket_key), period WHERE NOT tickets.is_deleted
  AND (period.first IS NULL OR deeds.changed_date BETWEEN period.first AND period.last);

-- Median Time in Status (Business)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT quantile_cont(deeds.business_minutes_in_from_status, 0.5) / 60 AS value FROM status_changes deeds JOIN tickets USING (ticket_key), period WHERE NOT tickets.is_deleted
  AND (period.first IS NULL OR deeds.changed_date BETWEEN period.first AND period.last);

-- Agents per Ticket
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT avg(agents) AS value FROM (
  SELECT count(DISTINCT c.author_key) AS agents FROM comments c JOIN tickets t USING (ticket_key), period
  WHERE c.author_role = 'agent' AND c.kind <> 'activity' AND NOT c.is_deleted AND c.author_key IS NOT NULL
    AND NOT t.is_deleted AND (period.first IS NULL OR t.created_date BETWEEN period.first AND period.last)
  GROUP BY c.ticket_key
);

-- % Several Agents
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT count(*) FILTER (agents > 1) / nullif(count(*), 0) AS value FROM (
  SELECT count(DISTINCT c.author_key) AS agents FROM comments c JOIN tickets t USING (ticket_key), period
  WHERE c.author_role = 'agent' AND c.kind <> 'activity' AND NOT c.is_deleted AND c.author_key IS NOT NULL
    AND NOT t.is_deleted AND (period.first IS NULL OR t.created_date BETWEEN period.first AND period.last)
  GROUP BY c.ticket_key
);

-- Tickets Created (Previous)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT nullif((SELECT count(*) FROM tickets, previous WHERE NOT is_deleted AND (previous.first IS NULL OR created_date BETWEEN previous.first AND previous.last)), 0) AS value
) END AS value;

-- Tickets Created (Change)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT (present - before) / nullif(before, 0) AS value FROM (SELECT (
SELECT nullif((SELECT count(*) FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last)), 0) AS value
) AS present, (
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT nullif((SELECT count(*) FROM tickets, previous WHERE NOT is_deleted AND (previous.first IS NULL OR created_date BETWEEN previous.first AND previous.last)), 0) AS value
) END AS value
) AS before);

-- Tickets Solved (Previous)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT nullif((SELECT count(*) FROM tickets, previous
  WHERE NOT is_deleted AND resolved_date IS NOT NULL AND (previous.first IS NULL OR resolved_date BETWEEN previous.first AND previous.last)), 0) AS value
) END AS value;

-- Tickets Solved (Change)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT (present - before) / nullif(before, 0) AS value FROM (SELECT (
SELECT nullif((SELECT count(*) FROM tickets, period
  WHERE NOT is_deleted AND resolved_date IS NOT NULL AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last)), 0) AS value
) AS present, (
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT nullif((SELECT count(*) FROM tickets, previous
  WHERE NOT is_deleted AND resolved_date IS NOT NULL AND (previous.first IS NULL OR resolved_date BETWEEN previous.first AND previous.last)), 0) AS value
) END AS value
) AS before);

-- Tickets Open (Previous)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT nullif(count(*), 0) AS value FROM tickets, previous WHERE is_open AND (previous.first IS NULL OR created_date BETWEEN previous.first AND previous.last)
) END AS value;

-- Tickets Open (Change)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT (present - before) / nullif(before, 0) AS value FROM (SELECT (
SELECT nullif(count(*), 0) AS value FROM tickets, period WHERE is_open AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last)
) AS present, (
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT nullif(count(*), 0) AS value FROM tickets, previous WHERE is_open AND (previous.first IS NULL OR created_date BETWEEN previous.first AND previous.last)
) END AS value
) AS before);

-- Backlog (Previous)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT sum(tickets) AS value FROM backlog WHERE date = (
  SELECT max(dates.date) FROM dates, previous, known
  WHERE dates.date <= known.day AND (previous.first IS NULL OR dates.date BETWEEN previous.first AND previous.last)
)
) END AS value;

-- Backlog (Change)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT (present - before) / nullif(before, 0) AS value FROM (SELECT (
SELECT sum(tickets) AS value FROM backlog WHERE date = (
  SELECT max(dates.date) FROM dates, period, known
  WHERE dates.date <= known.day AND (period.first IS NULL OR dates.date BETWEEN period.first AND period.last)
)
) AS present, (
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT sum(tickets) AS value FROM backlog WHERE date = (
  SELECT max(dates.date) FROM dates, previous, known
  WHERE dates.date <= known.day AND (previous.first IS NULL OR dates.date BETWEEN previous.first AND previous.last)
)
) END AS value
) AS before);

-- Median First Response (Previous)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT quantile_cont(first_response_minutes, 0.5) / 60 AS value FROM tickets, previous
WHERE NOT is_deleted AND (previous.first IS NULL OR created_date BETWEEN previous.first AND previous.last)
) END AS value;

-- Median First Response (Change)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT (present - before) / nullif(before, 0) AS value FROM (SELECT (
SELECT quantile_cont(first_response_minutes, 0.5) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last)
) AS present, (
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT quantile_cont(first_response_minutes, 0.5) / 60 AS value FROM tickets, previous
WHERE NOT is_deleted AND (previous.first IS NULL OR created_date BETWEEN previous.first AND previous.last)
) END AS value
) AS before);

-- Median Resolution (Previous)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT quantile_cont(resolution_minutes, 0.5) / 60 AS value FROM tickets, previous
WHERE NOT is_deleted AND (previous.first IS NULL OR resolved_date BETWEEN previous.first AND previous.last)
) END AS value;

-- Median Resolution (Change)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT (present - before) / nullif(before, 0) AS value FROM (SELECT (
SELECT quantile_cont(resolution_minutes, 0.5) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last)
) AS present, (
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT quantile_cont(resolution_minutes, 0.5) / 60 AS value FROM tickets, previous
WHERE NOT is_deleted AND (previous.first IS NULL OR resolved_date BETWEEN previous.first AND previous.last)
) END AS value
) AS before);

-- % SLA Met (Previous)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT count(*) FILTER (sla_status <> 'breached') / nullif(count(sla_status), 0) AS value FROM tickets, previous WHERE NOT is_deleted AND (previous.first IS NULL OR created_date BETWEEN previous.first AND previous.last)
) END AS value;

-- % SLA Met (Change)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT present - before AS value FROM (SELECT (
SELECT count(*) FILTER (sla_status <> 'breached') / nullif(count(sla_status), 0) AS value FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last)
) AS present, (
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT count(*) FILTER (sla_status <> 'breached') / nullif(count(sla_status), 0) AS value FROM tickets, previous WHERE NOT is_deleted AND (previous.first IS NULL OR created_date BETWEEN previous.first AND previous.last)
) END AS value
) AS before);

-- Satisfaction (Previous)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT CASE WHEN count(DISTINCT source) = 1 THEN avg(satisfaction) END AS value FROM tickets, previous WHERE NOT is_deleted AND (previous.first IS NULL OR created_date BETWEEN previous.first AND previous.last) AND satisfaction IS NOT NULL
) END AS value;

-- Satisfaction (Change)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT present - before AS value FROM (SELECT (
SELECT CASE WHEN count(DISTINCT source) = 1 THEN avg(satisfaction) END AS value FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last) AND satisfaction IS NOT NULL
) AS present, (
SELECT CASE WHEN (SELECT first FROM period) IS NOT NULL THEN (
SELECT CASE WHEN count(DISTINCT source) = 1 THEN avg(satisfaction) END AS value FROM tickets, previous WHERE NOT is_deleted AND (previous.first IS NULL OR created_date BETWEEN previous.first AND previous.last) AND satisfaction IS NOT NULL
) END AS value
) AS before);

-- Last Export (UTC)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT max(finished_at) AS value FROM runs;

-- Streams Not Complete
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT count(*) AS value FROM (SELECT * FROM runs QUALIFY run_id = max(run_id) OVER (PARTITION BY source, stream)) WHERE outcome NOT IN ('complete', 'unsupported');

-- Reconciliation Difference
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT coalesce(sum(abs(vendor_total - stored_total)), 0) AS value FROM (SELECT * FROM runs QUALIFY run_id = max(run_id) OVER (PARTITION BY source, stream));

-- Records Rejected
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT count(*) AS value FROM rejects WHERE severity <> 'note';

-- Sources Not Configured
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last),
previous AS (SELECT first - (last - first + 1)::INTEGER AS first, first - 1 AS last FROM period),
known AS (SELECT max(date) AS day FROM backlog)
SELECT count(*) AS value FROM sources WHERE NOT is_configured;
