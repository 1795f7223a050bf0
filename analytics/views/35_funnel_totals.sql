-- All of it in one row, and what is left out: leads that moved, and (of all time: they have no time) leads without history.
CREATE OR REPLACE VIEW embudo.funnel_totals AS
SELECT
  COUNT(CASE WHEN counted = 'leads' THEN 1 END) AS leads,
  COUNT(CASE WHEN counted = 'begun' THEN 1 END) AS begun,
  COUNT(CASE WHEN counted = 'visited' THEN 1 END) AS visited,
  COUNT(CASE WHEN counted = 'offered' THEN 1 END) AS offered,
  COUNT(CASE WHEN counted = 'won' THEN 1 END) AS won,
  COUNT(CASE WHEN counted = 'lost' THEN 1 END) AS lost,
  COUNT(CASE WHEN counted = 'lost_to_other' THEN 1 END) AS lost_to_other,
  COUNT(CASE WHEN counted = 'no_shows' THEN 1 END) AS no_shows,
  COUNT(CASE WHEN counted IN ('answered', 'unanswered') THEN 1 END) AS enquiries,
  COUNT(CASE WHEN counted = 'answered' THEN 1 END) AS answered,
  MIN(CASE WHEN counted = 'answered' AND 2 * place >= of_places THEN seconds_to_answer END)
    AS median_seconds_to_answer,
  (SELECT COUNT(DISTINCT lead_id) FROM embudo.all_steps_in_period WHERE is_lead_moved) AS moved_leads,
  (
    SELECT COUNT(*)
    FROM embudo.current_leads
    WHERE lead_id NOT IN (SELECT lead_id FROM embudo.history_entries)
  ) AS leads_without_history
FROM (
  SELECT
    counts.*,
    ROW_NUMBER() OVER (PARTITION BY counted ORDER BY seconds_to_answer) AS place,
    COUNT(*) OVER (PARTITION BY counted) AS of_places
  FROM embudo.counts_by_origin AS counts
) AS places;
