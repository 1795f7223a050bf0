-- The figures of each agent who has one: the agent of the lead now; NULL for leads without one.
CREATE OR REPLACE VIEW embudo.funnel_by_agent AS
SELECT
  agent_id,
  COUNT(CASE WHEN figure = 'begun' THEN 1 END) AS begun,
  COUNT(CASE WHEN figure = 'visited' THEN 1 END) AS visited,
  COUNT(CASE WHEN figure = 'offered' THEN 1 END) AS offered,
  COUNT(CASE WHEN figure = 'won' THEN 1 END) AS won,
  COUNT(CASE WHEN figure = 'lost' THEN 1 END) AS lost,
  COUNT(CASE WHEN figure = 'lost_to_other' THEN 1 END) AS lost_to_other,
  COUNT(CASE WHEN figure = 'no_shows' THEN 1 END) AS no_shows
FROM embudo.figures
GROUP BY agent_id;
