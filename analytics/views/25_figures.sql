-- What the tables by agent, month and origin count: one row for each lead and figure, at its first such step in the
-- period. No-shows are counted one by one.
CREATE OR REPLACE VIEW embudo.figures AS
SELECT figure, lead_id, month, agent_id, origin_key, campaign_key
FROM (
  SELECT
    found.*,
    ROW_NUMBER() OVER (PARTITION BY figure, lead_id ORDER BY seq) AS place
  FROM (
    SELECT 'begun' AS figure, steps.* FROM embudo.steps_in_period AS steps WHERE is_first
    UNION ALL
    SELECT 'visited' AS figure, steps.* FROM embudo.steps_in_period AS steps WHERE to_status = 'Visita Realizada'
    UNION ALL
    SELECT 'offered' AS figure, steps.* FROM embudo.steps_in_period AS steps WHERE to_status = 'Oferta Presentada'
    UNION ALL
    SELECT 'won' AS figure, steps.* FROM embudo.steps_in_period AS steps WHERE closing = 'won'
    UNION ALL
    SELECT 'lost' AS figure, steps.* FROM embudo.steps_in_period AS steps WHERE closing = 'lost'
    UNION ALL
    SELECT 'lost_to_other' AS figure, steps.*
    FROM embudo.steps_in_period AS steps
    WHERE closing = 'lost' AND lead_id IN (SELECT lead_id FROM embudo.leads_lost_to_other)
    UNION ALL
    SELECT 'no_shows' AS figure, steps.* FROM embudo.steps_in_period AS steps WHERE cause = 'appointment.no_show'
  ) AS found
) AS places
WHERE place = 1 OR figure = 'no_shows';
