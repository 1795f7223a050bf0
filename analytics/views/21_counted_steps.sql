-- Every entry of every lead, with what it counts as (docs/contract.md, section 13):
--   closing: how a Cerrado closed the lead: as the last decision up to it says, and moved without one; while the lead is
--     closed, the lead itself says it; one that a merge found is moved from its beginning;
--   closing_reason: the kind of its reason, in the same order;
--   stay_status, stay_seconds: the stay that the entry ends, if it counts. One in a Cerrado counts if that was won or lost.
CREATE OR REPLACE VIEW embudo.counted_steps AS
WITH
  decisions AS (
    SELECT
      entries.*,
      cause IN ('lead.created', 'lead.adopted') AS is_beginning,
      cause = 'lead.moved' AND source_collection = 'leads' AS is_merge,
      CASE
        WHEN cause = 'lead.moved' AND source_collection = 'leads' THEN 'moved'
        WHEN cause IN ('manual', 'console.edited', 'lead.adopted') THEN COALESCE(outcome, 'lost')
      END AS decided
    FROM embudo.history_entries AS entries
  ),
  -- A decision holds until the next one, or until the lead begins again.
  numbered AS (
    SELECT
      decisions.*,
      SUM(CASE WHEN decided IS NOT NULL OR is_beginning THEN 1 ELSE 0 END)
        OVER (PARTITION BY lead_id ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
        AS decision_number,
      LEAD(from_status = 'Cerrado' AND is_merge) OVER (PARTITION BY lead_id ORDER BY seq)
        AS is_merged_next
    FROM decisions
  ),
  closings AS (
    SELECT
      numbered.*,
      leads.agent_id,
      leads.origin_key,
      leads.portal_key,
      leads.campaign_key,
      COALESCE(leads.closed_outcome = 'moved', FALSE) AS is_lead_moved,
      CASE
        WHEN to_status != 'Cerrado' THEN NULL
        WHEN leads.history_seq = numbered.seq
          THEN COALESCE(leads.closed_outcome, decided_before.decided, 'moved')
        WHEN is_merged_next THEN 'moved'
        ELSE COALESCE(decided_before.decided, 'moved')
      END AS closing,
      CASE
        WHEN to_status != 'Cerrado' THEN NULL
        WHEN leads.history_seq = numbered.seq
          THEN COALESCE(leads.closed_reason_kind, decided_before.reason_kind, numbered.reason_kind)
        ELSE COALESCE(decided_before.reason_kind, numbered.reason_kind)
      END AS closing_reason
    FROM numbered
    INNER JOIN embudo.current_leads AS leads ON leads.lead_id = numbered.lead_id
    LEFT JOIN (
      SELECT
        lead_id,
        decision_number,
        MAX(decided) AS decided,
        MAX(CASE WHEN decided IS NOT NULL THEN reason_kind END) AS reason_kind
      FROM numbered
      GROUP BY lead_id, decision_number
    ) AS decided_before
      ON decided_before.lead_id = numbered.lead_id
      AND decided_before.decision_number = numbered.decision_number
  ),
  stays AS (
    SELECT
      closings.*,
      CASE
        WHEN from_status IS NULL OR is_beginning THEN FALSE
        WHEN from_status = 'Cerrado'
          THEN COALESCE(LAG(closing) OVER (PARTITION BY lead_id ORDER BY seq) IN ('won', 'lost'), FALSE)
        ELSE TRUE
      END AS is_stay_counted
    FROM closings
  )
SELECT
  lead_id, seq, to_status, cause, effective_at, agent_id, origin_key, portal_key, campaign_key, is_lead_moved,
  from_status IS NULL AS is_first,
  closing,
  closing_reason,
  CASE WHEN is_stay_counted THEN from_status END AS stay_status,
  CASE WHEN is_stay_counted THEN COALESCE(seconds_in_previous, 0) END AS stay_seconds
FROM stays;
