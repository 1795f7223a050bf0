import * as z from 'zod';
import { recogniseWord } from './text';

/** The ten steps of the pipeline, in order (docs/contract.md §1). */
export const LEAD_STATUSES = [
  'Fase 0: Información Incompleta',
  'Información Solicitada',
  'Respuesta Pendiente',
  'Visita Pendiente',
  'Visita Realizada',
  'Oferta Presentada',
  'Oferta Pendiente Aprobación',
  'Oferta Aceptada',
  'Oferta Rechazada',
  'Cerrado',
] as const;

export type LeadStatus = (typeof LEAD_STATUSES)[number];

/** The statuses of leads that are not closed, in the order of the pipeline. */
export type OpenLeadStatus = Exclude<LeadStatus, 'Cerrado'>;
export const OPEN_LEAD_STATUSES: readonly OpenLeadStatus[] = LEAD_STATUSES.filter(
  (status) => status !== 'Cerrado',
);

export const leadStatusSchema = z.enum(LEAD_STATUSES);

/** The status that every lead begins with: information is missing. */
export const INITIAL_STATUS: LeadStatus = LEAD_STATUSES[0];

export function isLeadStatus(value: unknown): value is LeadStatus {
  return LEAD_STATUSES.some((status) => status === value);
}

/** The status that a text is, whoever typed it (docs/contract.md §2); null if it is none of the ten. */
export function recogniseLeadStatus(value: unknown): LeadStatus | null {
  return recogniseWord(LEAD_STATUSES, value);
}

/** The step's number, from 0 (`Fase 0`) to 9 (`Cerrado`). */
export function pipelineStep(status: LeadStatus): number {
  return LEAD_STATUSES.indexOf(status);
}

/** Whether a lead with this status is before its visit: the steps 0 to 3. */
export function isBeforeVisit(status: LeadStatus): boolean {
  return pipelineStep(status) < pipelineStep('Visita Realizada');
}
