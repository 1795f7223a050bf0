-- The period and the time zone of the views below. Change them here, and run this file again.
-- A day is a number, as 20260131; both days are included; NULL means no limit.
CREATE OR REPLACE VIEW embudo.settings AS
SELECT
  CAST(NULL AS INT64) AS first_day,
  CAST(NULL AS INT64) AS last_day,
  'Europe/Madrid' AS time_zone;
