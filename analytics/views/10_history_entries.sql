-- Each history entry once: of several rows with one (lead_id, seq), the one that was written last.
CREATE OR REPLACE VIEW embudo.history_entries AS
SELECT
  lead_id, seq, from_status, to_status, committed_at, effective_at, seconds_in_previous,
  cause, outcome, reason_kind, source_collection, source_id, actor_type, actor_id
FROM (
  SELECT
    status_history.*,
    ROW_NUMBER() OVER (PARTITION BY lead_id, seq ORDER BY version DESC) AS age
  FROM embudo.status_history AS status_history
) AS rows_by_age
WHERE age = 1;
