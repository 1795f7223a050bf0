-- The same, of the leads that count: not of those that are closed because their viewing moved to another lead.
CREATE OR REPLACE VIEW embudo.steps_in_period AS
SELECT
  lead_id, seq, step, to_status, cause, effective_at, month,
  agent_id, origin_key, portal_key, campaign_key,
  is_first, closing, closing_reason, stay_status, stay_seconds
FROM embudo.all_steps_in_period
WHERE NOT is_lead_moved;
