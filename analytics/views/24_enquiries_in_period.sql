-- The enquiries of the period: opened in it, and held by a lead with a step in it that counts.
CREATE OR REPLACE VIEW embudo.enquiries_in_period AS
SELECT
  lead_id, position, opened_at, answered_at, seconds_to_answer,
  portal, portal_key, campaign, campaign_key, origin_key
FROM (
  SELECT
    current_enquiries.*,
    settings.first_day,
    settings.last_day,
    EXTRACT(YEAR FROM current_enquiries.opened_at AT TIME ZONE settings.time_zone) AS year,
    EXTRACT(MONTH FROM current_enquiries.opened_at AT TIME ZONE settings.time_zone) AS month_of_year,
    EXTRACT(DAY FROM current_enquiries.opened_at AT TIME ZONE settings.time_zone) AS day
  FROM embudo.current_enquiries AS current_enquiries
  CROSS JOIN embudo.settings AS settings
) AS enquiries
WHERE
  lead_id IN (SELECT lead_id FROM embudo.steps_in_period)
  AND (first_day IS NULL OR 10000 * year + 100 * month_of_year + day >= first_day)
  AND (last_day IS NULL OR 10000 * year + 100 * month_of_year + day <= last_day);
