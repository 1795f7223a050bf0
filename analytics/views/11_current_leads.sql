-- Each lead once, as it was written last. origin_key is what it counts at by origin: its portal, else no portal where it
-- has only a campaign, else its source.
CREATE OR REPLACE VIEW embudo.current_leads AS
SELECT
  lead_id, contact_id, listing_id, prospect_id, agent_id, status, source,
  portal, portal_key, campaign, campaign_key,
  CASE
    WHEN portal_key IS NOT NULL THEN CONCAT('portal:', portal_key)
    WHEN campaign_key IS NOT NULL THEN 'no portal'
    ELSE CONCAT('source:', COALESCE(source, ''))
  END AS origin_key,
  closed_outcome, closed_reason_kind, moved_to_lead_id, history_seq,
  status_changed_at, next_viewing_at, attention_at, anonymised_at, version
FROM (
  SELECT leads.*, ROW_NUMBER() OVER (PARTITION BY lead_id ORDER BY version DESC) AS age
  FROM embudo.leads AS leads
) AS rows_by_age
WHERE age = 1;
