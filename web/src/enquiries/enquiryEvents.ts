import type { Enquiry } from './enquiries';

/** Somebody wants to schedule a viewing from an enquiry. */
export class EnquiryScheduleEvent extends CustomEvent<{ enquiry: Enquiry }> {
  static readonly type = 'enquiry-schedule';

  constructor(enquiry: Enquiry) {
    super(EnquiryScheduleEvent.type, { detail: { enquiry }, bubbles: true });
  }
}

/** Somebody wants to say which listing an enquiry is about. */
export class EnquiryListingEvent extends CustomEvent<{ enquiry: Enquiry }> {
  static readonly type = 'enquiry-listing';

  constructor(enquiry: Enquiry) {
    super(EnquiryListingEvent.type, { detail: { enquiry }, bubbles: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'enquiry-schedule': EnquiryScheduleEvent;
    'enquiry-listing': EnquiryListingEvent;
  }
}
