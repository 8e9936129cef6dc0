-- The measures of the model in SQL (DuckDB), over the tables of the same lake: for checking a figure.
-- Run one with: ticketlake query "…". For a period, put its first and last day in the first line,
-- as DATE '2026-10-01' AS first, DATE '2026-10-31' AS last.

-- Tickets Created
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT nullif((SELECT count(*) FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last)), 0) AS value;

-- Tickets Solved
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT nullif((SELECT count(*) FROM tickets, period
  WHERE NOT is_deleted AND resolved_date IS NOT NULL AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last)), 0) AS value;

-- Tickets Open
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT nullif(count(*), 0) AS value FROM tickets, period WHERE is_open AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- Net Flow
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT CASE WHEN created > 0 OR solved > 0 THEN created - solved END AS value
FROM (SELECT (SELECT count(*) FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last)) AS created, (SELECT count(*) FROM tickets, period
  WHERE NOT is_deleted AND resolved_date IS NOT NULL AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last)) AS solved);

-- Reopen Rate
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT count(*) FILTER (reopen_count > 0) / nullif(count(*), 0) AS value FROM tickets, period
WHERE NOT is_deleted AND reopen_count IS NOT NULL AND (resolved_date IS NOT NULL OR reopen_count > 0)
  AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- One-Touch Rate
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT count(*) FILTER (touches = 1) / nullif(count(*), 0) AS value FROM (
  SELECT (SELECT count(*) FROM comments c
          WHERE c.ticket_key = tickets.ticket_key AND c.author_role = 'agent' AND c.visibility = 'public' AND c.kind <> 'activity' AND NOT c.is_deleted) AS touches
  FROM tickets, period
  WHERE NOT is_deleted AND resolved_date IS NOT NULL AND comment_count IS NOT NULL AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last)
);

-- % Due Met
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT count(*) FILTER (resolved_date IS NOT NULL
    AND CASE WHEN due_local IS NULL THEN resolved_date <= due_date ELSE resolved_local <= due_local END) / nullif(count(*), 0) AS value
FROM tickets, period
WHERE NOT is_deleted AND due_date IS NOT NULL
  AND (resolved_date IS NOT NULL OR (is_open AND due_date < (SELECT max(date) FROM backlog)))
  AND (period.first IS NULL OR due_date BETWEEN period.first AND period.last);

-- Comments per Ticket
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT avg(comment_count) AS value FROM tickets, period WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- Median First Response
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT quantile_cont(first_response_minutes, 0.5) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- P90 First Response
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT quantile_cont(first_response_minutes, 0.9) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- Median Resolution
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT quantile_cont(resolution_minutes, 0.5) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last);

-- P90 Resolution
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT quantile_cont(resolution_minutes, 0.9) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last);

-- Median First Response (Business)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT quantile_cont(first_response_business_minutes, 0.5) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- P90 First Response (Business)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT quantile_cont(first_response_business_minutes, 0.9) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR created_date BETWEEN period.first AND period.last);

-- Median Resolution (Business)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT quantile_cont(resolution_business_minutes, 0.5) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last);

-- P90 Resolution (Business)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT quantile_cont(resolution_business_minutes, 0.9) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND (period.first IS NULL OR resolved_date BETWEEN period.first AND period.last);

-- Backlog
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT sum(tickets) AS value FROM backlog WHERE date = (
  SELECT max(dates.date) FROM dates, period
  WHERE dates.date <= (SELECT max(date) FROM backlog)
    AND (period.first IS NULL OR dates.date BETWEEN period.first AND period.last)
);

-- Age of Backlog
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT sum(age_days_sum) / sum(tickets) AS value FROM backlog WHERE date = (
  SELECT max(dates.date) FROM dates, period
  WHERE dates.date <= (SELECT max(date) FROM backlog)
    AND (period.first IS NULL OR dates.date BETWEEN period.first AND period.last)
);

-- Last Export (UTC)
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT max(finished_at) AS value FROM runs;

-- Streams Not Complete
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT count(*) AS value FROM (SELECT * FROM runs QUALIFY run_id = max(run_id) OVER (PARTITION BY source, stream)) WHERE outcome NOT IN ('complete', 'unsupported');

-- Reconciliation Difference
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT coalesce(sum(abs(vendor_total - stored_total)), 0) AS value FROM (SELECT * FROM runs QUALIFY run_id = max(run_id) OVER (PARTITION BY source, stream));

-- Records Rejected
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT count(*) AS value FROM rejects WHERE severity <> 'note';

-- Sources Not Configured
WITH period AS (SELECT CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last)
SELECT count(*) AS value FROM sources WHERE NOT is_configured;
