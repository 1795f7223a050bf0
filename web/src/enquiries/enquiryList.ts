import { html } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '../appointments/scheduleDialog';
import type { ScheduleDialog } from '../appointments/scheduleDialog';
import type { SignedIn } from '../session/session';
import { Subscription } from '../shared/subscription';
import { View } from '../shared/view';
import './enquiries.css';
import { watchEnquiry, type Enquiry } from './enquiries';
import './enquiryCard';
import type { EnquiryListingEvent, EnquiryScheduleEvent } from './enquiryEvents';
import { answerByAppointment, tellWho } from './enquiryWrites';
import './listingDialog';
import type { ListingDialog } from './listingDialog';

/**
 * Some enquiries, and the forms that are opened from them. A form stays when its enquiry leaves the list: what was typed
 * is not lost, and what somebody else has done meanwhile is said there.
 */
@customElement('enquiry-list')
export class EnquiryList extends View {
  @property({ attribute: false }) session: SignedIn | null = null;
  @property({ attribute: false }) enquiries: readonly Enquiry[] = [];
  /** Whether all of them are of one lead, which is named above them. */
  @property({ type: Boolean }) isOfLead = false;
  @query('schedule-dialog') private scheduleDialog!: ScheduleDialog;
  @query('listing-dialog') private listingDialog!: ListingDialog;
  /** The enquiry from which an appointment is made, as it is now. */
  private readonly scheduled = new Subscription<Enquiry | null>(this);

  override render() {
    return html`<ul
        class="stack"
        @enquiry-schedule=${({ detail }: EnquiryScheduleEvent) => void this.schedule(detail.enquiry)}
        @enquiry-listing=${({ detail }: EnquiryListingEvent) =>
          void this.listingDialog.show(detail.enquiry)}
      >
        ${repeat(
          this.enquiries,
          ({ id }) => id,
          (enquiry) =>
            html`<li>
              <enquiry-card
                class=${this.isOfLead ? 'viewing enquiry' : 'panel enquiry'}
                data-enquiry=${enquiry.id}
                .enquiry=${enquiry}
                ?isOfLead=${this.isOfLead}
              ></enquiry-card>
            </li>`,
        )}
      </ul>
      <schedule-dialog
        .session=${this.session}
        .news=${this.explainScheduled()}
        @close=${this.forgetScheduled}
      ></schedule-dialog>
      <listing-dialog></listing-dialog>`;
  }

  /** Opens the form for an appointment. To save it also answers the enquiry. */
  private async schedule(enquiry: Enquiry): Promise<void> {
    const { id, contactId, listingId, agentId } = enquiry;
    this.scheduled.restart((onChange, onError) => watchEnquiry(id, onChange, onError));
    await this.scheduleDialog.schedule({
      contactId,
      listingId: listingId ?? '',
      agentId,
      afterwards: (appointment, signal) => answerByAppointment(enquiry, appointment, signal),
    });
  }

  /** What somebody else has done with the enquiry since the form was opened. Null if nobody has. */
  private explainScheduled(): string | null {
    const enquiry = this.scheduled.data;
    return enquiry == null || enquiry.status === 'open' ? null : tellWho(enquiry);
  }

  private forgetScheduled(): void {
    this.scheduled.end();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'enquiry-list': EnquiryList;
  }
}
