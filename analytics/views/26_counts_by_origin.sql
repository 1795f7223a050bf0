-- Everything that counts at an origin: leads, their figures, and enquiries, which count at the origin that they name.
CREATE OR REPLACE VIEW embudo.counts_by_origin AS
SELECT
  'leads' AS counted, origin_key, campaign_key, portal, campaign,
  CASE WHEN portal_key IS NULL AND campaign_key IS NULL THEN COALESCE(source, '') END AS source,
  NULL AS seconds_to_answer
FROM embudo.current_leads
WHERE lead_id IN (SELECT lead_id FROM embudo.steps_in_period)
UNION ALL
SELECT figure, origin_key, campaign_key, NULL, NULL, NULL, NULL
FROM embudo.figures
UNION ALL
SELECT
  CASE WHEN answered_at IS NULL THEN 'unanswered' ELSE 'answered' END,
  origin_key, campaign_key, portal, campaign,
  CASE WHEN portal_key IS NULL AND campaign_key IS NULL THEN 'Enquiry' END,
  seconds_to_answer
FROM embudo.enquiries_in_period;
