-- The steps that took effect in the period of the settings.
CREATE OR REPLACE VIEW embudo.all_steps_in_period AS
SELECT
  steps.*,
  pipeline.step,
  CONCAT(CAST(steps.year AS STRING), '-', LPAD(CAST(steps.month_of_year AS STRING), 2, '0')) AS month
FROM (
  SELECT
    counted.*,
    settings.first_day,
    settings.last_day,
    EXTRACT(YEAR FROM counted.effective_at AT TIME ZONE settings.time_zone) AS year,
    EXTRACT(MONTH FROM counted.effective_at AT TIME ZONE settings.time_zone) AS month_of_year,
    EXTRACT(DAY FROM counted.effective_at AT TIME ZONE settings.time_zone) AS day
  FROM embudo.counted_steps AS counted
  CROSS JOIN embudo.settings AS settings
) AS steps
INNER JOIN embudo.pipeline AS pipeline ON pipeline.status = steps.to_status
WHERE
  (steps.first_day IS NULL OR 10000 * steps.year + 100 * steps.month_of_year + steps.day >= steps.first_day)
  AND (steps.last_day IS NULL OR 10000 * steps.year + 100 * steps.month_of_year + steps.day <= steps.last_day);
