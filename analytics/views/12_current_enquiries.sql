-- Each enquiry that a lead holds now, once: the rows of the version of the lead that was written last.
CREATE OR REPLACE VIEW embudo.current_enquiries AS
SELECT
  lead_id, position, opened_at, answered_at, seconds_to_answer,
  portal, portal_key, campaign, campaign_key,
  CASE
    WHEN portal_key IS NOT NULL THEN CONCAT('portal:', portal_key)
    WHEN campaign_key IS NOT NULL THEN 'no portal'
    ELSE 'source:Enquiry'
  END AS origin_key
FROM (
  SELECT
    enquiries.*,
    ROW_NUMBER() OVER (PARTITION BY enquiries.lead_id, enquiries.position ORDER BY enquiries.lead_id) AS copy
  FROM embudo.enquiries AS enquiries
  INNER JOIN embudo.current_leads AS leads
    ON leads.lead_id = enquiries.lead_id AND leads.version = enquiries.version
) AS copies
WHERE copy = 1;
