-- The funnel: for each status, the distinct leads that reached it, that reached the next one after that, and that came
-- further (to any later status but Oferta Rechazada and a lost Cerrado); and how long leads were in it, by nearest rank.
CREATE OR REPLACE VIEW embudo.funnel_by_status AS
WITH
  reached AS (
    SELECT lead_id, step, MIN(seq) AS first_seq
    FROM embudo.steps_in_period
    WHERE closing IS NULL OR closing != 'moved'
    GROUP BY lead_id, step
  ),
  advances AS (
    SELECT
      reached.lead_id,
      reached.step,
      MAX(CASE WHEN later.step = reached.step + 1 THEN 1 ELSE 0 END) AS then_next,
      MAX(CASE
        WHEN later.step > reached.step
          AND later.to_status != 'Oferta Rechazada'
          AND (later.closing IS NULL OR later.closing != 'lost')
        THEN 1 ELSE 0
      END) AS then_further
    FROM reached
    LEFT JOIN embudo.steps_in_period AS later
      ON later.lead_id = reached.lead_id
      AND later.seq > reached.first_seq
      AND (later.closing IS NULL OR later.closing != 'moved')
    GROUP BY reached.lead_id, reached.step
  ),
  counts AS (
    SELECT step, COUNT(*) AS reached, SUM(then_next) AS then_next, SUM(then_further) AS then_further
    FROM advances
    GROUP BY step
  ),
  ranked AS (
    SELECT
      stay_status,
      stay_seconds,
      ROW_NUMBER() OVER (PARTITION BY stay_status ORDER BY stay_seconds) AS place,
      COUNT(*) OVER (PARTITION BY stay_status) AS stays
    FROM embudo.steps_in_period
    WHERE stay_status IS NOT NULL
  ),
  stays AS (
    SELECT
      stay_status,
      COUNT(*) AS stays,
      MIN(CASE WHEN 2 * place >= stays THEN stay_seconds END) AS median_seconds,
      MIN(CASE WHEN 10 * place >= 9 * stays THEN stay_seconds END) AS percentile_90_seconds
    FROM ranked
    GROUP BY stay_status
  )
SELECT
  pipeline.step,
  pipeline.status,
  COALESCE(counts.reached, 0) AS reached,
  COALESCE(counts.then_next, 0) AS then_next,
  COALESCE(counts.then_further, 0) AS then_further,
  COALESCE(stays.stays, 0) AS stays,
  stays.median_seconds,
  stays.percentile_90_seconds
FROM embudo.pipeline AS pipeline
LEFT JOIN counts ON counts.step = pipeline.step
LEFT JOIN stays ON stays.stay_status = pipeline.status;
