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
export { onStatusHistoryCreated } from './triggers/statusHistory';
export { mailAgent } from './triggers/agentMail';
export { changeLeadStatus } from './callables/changeLeadStatus';
export { receiveEnquiry } from './http/receiveEnquiry';
export { checkLeads } from './schedules/checkLeads';
export { tellAgents } from './schedules/tellAgents';
