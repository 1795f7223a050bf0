-- The leads whose last lost Cerrado in the period says that the listing was sold to somebody else.
CREATE OR REPLACE VIEW embudo.leads_lost_to_other AS
SELECT lead_id
FROM (
  SELECT
    lead_id,
    closing_reason,
    ROW_NUMBER() OVER (PARTITION BY lead_id ORDER BY seq DESC) AS place
  FROM embudo.steps_in_period
  WHERE closing = 'lost'
) AS closings
WHERE place = 1 AND closing_reason = 'sold';
