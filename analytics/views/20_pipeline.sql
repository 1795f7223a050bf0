-- The ten statuses, in the order of the pipeline.
CREATE OR REPLACE VIEW embudo.pipeline AS
SELECT 0 AS step, 'Fase 0: Información Incompleta' AS status
UNION ALL SELECT 1, 'Información Solicitada'
UNION ALL SELECT 2, 'Respuesta Pendiente'
UNION ALL SELECT 3, 'Visita Pendiente'
UNION ALL SELECT 4, 'Visita Realizada'
UNION ALL SELECT 5, 'Oferta Presentada'
UNION ALL SELECT 6, 'Oferta Pendiente Aprobación'
UNION ALL SELECT 7, 'Oferta Aceptada'
UNION ALL SELECT 8, 'Oferta Rechazada'
UNION ALL SELECT 9, 'Cerrado';
