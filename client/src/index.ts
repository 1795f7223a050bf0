/** Everything that clients write to Embudo and read of it (docs/data-model.md). */
export type { EmbudoClient } from './client';
export * from './errors';
export {
  cancelAppointment,
  changeAppointment,
  editAppointment,
  isUnconfirmed,
  MAX_APPOINTMENTS,
  readAppointmentsOf,
  rescheduleAppointment,
  scheduleAppointment,
  scheduleAppointments,
  setAppointmentStatus,
  watchAppointment,
  watchAppointments,
  watchOwnAppointments,
  type Appointment,
  type AppointmentFields,
  type NewAppointment,
  type Rescheduling,
} from './appointments';
export * from './requests';
export * from './visits';
export * from './enquiries';
export {
  countAttention,
  countLeads,
  parseLead,
  sumOffers,
  watchAttention,
  watchLead,
  watchLeads,
  type Lead,
  type LeadFilter,
} from './leads';
export * from './leadEdits';
export * from './history';
export * from './changeLeadStatus';
export * from './closeLeads';
export * from './inbox';
export * from './boardSettings';
export * from './schemas/index';
export { watchAll, watchOne, type OnError, type Parse, type Stop } from './watch';
export {
  chooseId,
  createSource,
  createSources,
  updateSource,
  type CreateOptions,
  type Decide,
  type NewSource,
  type Signal,
  type WriteOptions,
} from './writes';
export type { Fields } from './changes';
export {
  APPOINTMENT_STATUS_LIST,
  APPOINTMENT_TYPES,
  type AppointmentStatus,
  type AppointmentType,
} from '../../functions/src/domain/documents/appointment';
export {
  VISIT_OUTCOMES,
  VISIT_STATUSES,
  type VisitOutcome,
} from '../../functions/src/domain/documents/visit';
export {
  ENQUIRY_CHANNELS,
  ENQUIRY_STATUS_LIST,
  type EnquiryChannel,
  type EnquiryStatus,
} from '../../functions/src/domain/documents/enquiry';
export type { RecordedEntry } from '../../functions/src/domain/documents/history';
export type { SourceCollection, SourceRef } from '../../functions/src/domain/documents/sourceRef';
export { LEAD_STATUSES, type LeadStatus } from '../../functions/src/domain/leadStatus';
export {
  GONE_REASONS,
  LISTING_STATUSES,
  type ListingStatus,
} from '../../functions/src/domain/leads/listingStatus';
export {
  movesFor,
  type ManualMove,
  type MoveRequest,
  type StaffRole,
} from '../../functions/src/domain/leads/manualMove';
export { microsOfMillis, millisOfMicros, type Micros } from '../../functions/src/domain/time';
