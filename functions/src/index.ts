import './options';

export {
  onAppointmentCreated,
  onAppointmentDeleted,
  onAppointmentUpdated,
  onEnquiryCreated,
  onEnquiryDeleted,
  onEnquiryUpdated,
  onVisitCreated,
  onVisitDeleted,
  onVisitUpdated,
} from './triggers/sources';
export { onLeadUpdated } from './triggers/leads';
export { onListingUpdated } from './triggers/listings';
export { changeLeadStatus } from './callables/changeLeadStatus';
export { receiveEnquiry } from './http/receiveEnquiry';
export { checkLeads } from './schedules/checkLeads';
