-- The same by campaign of a portal. What names no campaign is in the row of its origin alone.
CREATE OR REPLACE VIEW embudo.funnel_by_campaign AS
SELECT
  origin_key,
  campaign_key,
  MIN(campaign) AS campaign,
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
    AS median_seconds_to_answer
FROM (
  SELECT
    counts.*,
    ROW_NUMBER() OVER (PARTITION BY origin_key, campaign_key, counted ORDER BY seconds_to_answer) AS place,
    COUNT(*) OVER (PARTITION BY origin_key, campaign_key, counted) AS of_places
  FROM embudo.counts_by_origin AS counts
  WHERE campaign_key IS NOT NULL
) AS places
GROUP BY origin_key, campaign_key;
