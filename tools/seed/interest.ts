import {
  APPOINTMENT_STATUSES,
  COMPLETED_APPOINTMENT_STATUS,
  INITIAL_APPOINTMENT_STATUS,
  type AppointmentStatus,
  type AppointmentType,
} from '../../functions/src/domain/documents/appointment';
import type { EnquiryChannel } from '../../functions/src/domain/documents/enquiry';
import type { VisitOutcome } from '../../functions/src/domain/documents/visit';
import type { LeadStatus } from '../../functions/src/domain/leadStatus';
import { DAY, HOUR, MINUTE, type Millis } from './madridTime';
import type { Listing } from './market';
import type { Random } from './random';
import type { Collection, Fields, Move, Step } from './steps';
import { NOTES, REASONS } from './words';
import { pickDeskTime, pickHomeTime, pickViewingTime } from './workingHours';

/** The customer, the agent who looks after them, and the ids of what they write. */
export interface Participants {
  contactId: string;
  /** The customer's uid, for what they book themselves. */
  uid: string;
  agent: string;
  /** The next id of an enquiry (`…-e1`), an appointment (`…-a1`), a visit (`…-v1`) or a move (`…-m1`). */
  nextId: (letter: 'e' | 'a' | 'v' | 'm') => string;
}

/** How an interest begins, and how often (in percent). */
const BEGINNINGS = {
  agent: 36,
  customer: 27,
  enquiry: 22,
  meeting: 5,
  undecided: 6,
  walkIn: 4,
};

/** What becomes of an enquiry, and how often (in percent). */
const ENQUIRY_RESULTS = { viewing: 82, lost: 10, dismissed: 3, unanswered: 5 };

/** How enquiries arrive, and how often (in percent). */
const CHANNELS = {
  portal: 68,
  web: 14,
  phone: 10,
  email: 5,
  office: 3,
} satisfies Partial<Record<EnquiryChannel, number>>;

const PORTALS = ['idealista', 'fotocasa', 'habitaclia', 'pisos.com'];

/** What becomes of a viewing that was agreed on, and how often (in percent). */
const VIEWING_RESULTS = { takesPlace: 48, cancelled: 28, noShow: 13, postponed: 7, forgotten: 4 };

/** After so many viewings that did not take place, nobody schedules another. */
const MAX_FAILED_VIEWINGS = 3;

const OFFER_LIKELIHOOD = 0.1;
const SECOND_OFFER_LIKELIHOOD = 0.4;
const COMEBACK_LIKELIHOOD = 0.08;

const closedStatuses = (Object.keys(APPOINTMENT_STATUSES) as AppointmentStatus[]).filter(
  (status) => !APPOINTMENT_STATUSES[status].isOpen,
);

interface ScheduledAppointment {
  id: string;
  startsAt: Millis;
  endsAt: Millis;
}

interface AppointmentDetails {
  type?: AppointmentType;
  notes: readonly string[];
  maxDaysAhead: number;
  /** Whether the appointment names the flat. */
  hasListing?: boolean;
}

/** A span in days. */
interface Delay {
  minDays: number;
  maxDays: number;
}

/**
 * One customer's interest in one flat, from the first appointment to the end, whenever that is. Each
 * step is what would be written on its day. The steps are in order of time.
 */
export class Interest {
  readonly steps: Step[] = [];
  private now: Millis;
  /** The status that the steps have given to the lead, as far as moves by hand need it. */
  private status: LeadStatus = 'Fase 0: Información Incompleta';
  /** The status that the lead gets if the next viewing does not take place. */
  private statusAfterFailure: LeadStatus = 'Información Solicitada';
  private isReopened = false;

  /** `mayBeUndecided`: it may begin without a listing, which makes a lead of its own. */
  constructor(
    private readonly random: Random,
    private readonly participants: Participants,
    private readonly listing: Listing,
    start: Millis,
    private readonly mayBeUndecided: boolean,
  ) {
    this.now = start;
    this.begin();
  }

  private begin(): void {
    const beginnings = { ...BEGINNINGS, ...(!this.mayBeUndecided && { undecided: 0 }) };
    switch (this.random.pickWeighted(beginnings)) {
      case 'agent':
        this.playViewing(this.scheduleViewing(NOTES.viewing));
        return;
      case 'customer':
        this.playViewing(this.bookByCustomer());
        return;
      case 'enquiry':
        this.beginWithEnquiry();
        return;
      case 'meeting':
        this.holdMeeting();
        this.playViewing(this.scheduleViewing(NOTES.viewing));
        return;
      case 'undecided':
        this.beginUndecided();
        return;
      case 'walkIn':
        this.waitForDesk();
        this.recordVisit(null);
        return;
    }
  }

  // ——— Enquiries ———

  /** The office writes down what came in. Most enquiries are answered and lead to a viewing. */
  private beginWithEnquiry(): void {
    const { random, participants, listing } = this;
    this.waitForDesk();
    const { agent, contactId } = participants;
    const id = participants.nextId('e');
    const channel = random.pickWeighted(CHANNELS);
    this.create('enquiries', id, agent, {
      ...{ contactId, listingId: listing.id, prospectId: listing.prospectId, agentId: agent },
      ...{ status: 'open', channel, message: random.pick(NOTES.enquiry) },
      ...(channel === 'portal' && { origin: { portal: random.pick(PORTALS) } }),
    });
    this.status = 'Información Solicitada';
    const result = random.pickWeighted(ENQUIRY_RESULTS);
    if (result === 'unanswered') return;
    this.advanceTo(pickDeskTime(this.now + random.int(0, 2) * DAY, random));
    if (result === 'dismissed') {
      this.update('enquiries', id, agent, { status: 'dismissed' });
      this.status = 'Fase 0: Información Incompleta';
      return;
    }
    this.update('enquiries', id, agent, { status: 'answered' });
    this.status = 'Respuesta Pendiente';
    if (result === 'lost') this.lose(REASONS.lostEarly, { minDays: 7, maxDays: 30 });
    else this.playViewing(this.scheduleViewing(NOTES.viewing));
  }

  // ——— Appointments ———

  private scheduleViewing(notes: readonly string[], maxDaysAhead = 7): ScheduledAppointment {
    this.waitForDesk();
    // Half of the clients leave out the type: an appointment without one is a viewing.
    const hasType = this.random.happens(0.5);
    const appointment = this.schedule({
      ...(hasType && { type: 'Visita' }),
      notes,
      maxDaysAhead,
    });
    this.expectViewing();
    return appointment;
  }

  private schedule(details: AppointmentDetails): ScheduledAppointment {
    const { type, notes, maxDaysAhead, hasListing = true } = details;
    const { id: listingId, prospectId } = this.listing;
    const { agent } = this.participants;
    return this.createAppointment(agent, maxDaysAhead, notes, {
      ...(hasListing && { listingId, prospectId }),
      ...(type !== undefined && { type }),
      agentId: agent,
    });
  }

  /** Customers name neither the agent nor the owner; the office adds them. */
  private bookByCustomer(): ScheduledAppointment {
    this.now = pickHomeTime(this.now, this.random);
    const { uid, agent } = this.participants;
    const { id: listingId, prospectId } = this.listing;
    const appointment = this.createAppointment(uid, 8, NOTES.self, {
      listingId,
      requestedBy: 'contact',
    });
    this.expectViewing();
    const confirmedAt = pickDeskTime(this.now, this.random);
    if (confirmedAt < appointment.startsAt - HOUR) {
      this.now = confirmedAt;
      this.update('appointments', appointment.id, agent, { agentId: agent, prospectId });
    }
    return appointment;
  }

  private createAppointment(
    by: string,
    maxDaysAhead: number,
    notes: readonly string[],
    fields: Fields,
  ): ScheduledAppointment {
    const { random, participants } = this;
    const startsAt = pickViewingTime(this.now + random.int(1, maxDaysAhead) * DAY, random);
    const endsAt = startsAt + random.pick([30, 45, 60]) * MINUTE;
    const id = participants.nextId('a');
    this.create('appointments', id, by, {
      contactId: participants.contactId,
      ...fields,
      status: INITIAL_APPOINTMENT_STATUS,
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
      ...(random.happens(0.6) && { notes: random.pick(notes) }),
    });
    return { id, startsAt, endsAt };
  }

  private setStatus(
    { id }: ScheduledAppointment,
    status: AppointmentStatus,
    by = this.participants.agent,
  ): void {
    this.update('appointments', id, by, { status });
  }

  /** A meeting about the customer's wishes. It leaves the lead in Fase 0. */
  private holdMeeting(): void {
    this.waitForDesk();
    const meeting = this.schedule({ type: 'Reunión', notes: NOTES.advice, maxDaysAhead: 4 });
    this.waitForEnd(meeting);
    this.setStatus(meeting, COMPLETED_APPOINTMENT_STATUS);
  }

  /** An appointment without a flat. Most customers choose one before it takes place. */
  private beginUndecided(): void {
    const { random, participants, listing } = this;
    this.waitForDesk();
    const appointment = this.schedule({
      notes: NOTES.undecided,
      maxDaysAhead: 9,
      hasListing: false,
    });
    const chosenAt = pickDeskTime(this.now + random.int(0, 2) * DAY, random);
    if (chosenAt < appointment.startsAt && random.happens(0.75)) {
      this.now = chosenAt;
      const { id: listingId, prospectId } = listing;
      this.update('appointments', appointment.id, participants.agent, { listingId, prospectId });
      this.expectViewing();
      this.playViewing(appointment);
      return;
    }
    this.waitForEnd(appointment);
    this.setStatus(appointment, random.pick(closedStatuses));
    if (random.happens(0.7)) this.lose(REASONS.lostEarly, { minDays: 15, maxDays: 45 });
  }

  // ——— Viewings ———

  private expectViewing(): void {
    // The lead keeps the visit that took place, even if the next viewing is cancelled.
    const wasVisited = this.status === 'Visita Realizada';
    this.statusAfterFailure = wasVisited ? 'Visita Realizada' : 'Información Solicitada';
    this.status = 'Visita Pendiente';
  }

  /** `failed` viewings have not taken place before this one. */
  private playViewing(appointment: ScheduledAppointment, failed = 0): void {
    switch (this.random.pickWeighted(VIEWING_RESULTS)) {
      case 'forgotten':
        return;
      case 'postponed':
        this.playViewing(this.postpone(appointment), failed);
        return;
      case 'takesPlace':
        this.holdViewing(appointment);
        return;
      case 'cancelled':
        this.cancel(appointment);
        break;
      case 'noShow':
        this.waitForEnd(appointment);
        this.setStatus(appointment, 'NoShow');
        break;
    }
    this.status = this.statusAfterFailure;
    this.continueAfterFailure(failed + 1);
  }

  private cancel(appointment: ScheduledAppointment): void {
    const { random, participants } = this;
    const isByCustomer = random.happens(0.4);
    const pickTime = isByCustomer ? pickHomeTime : pickDeskTime;
    this.advanceTo(Math.min(pickTime(this.now, random), appointment.startsAt - HOUR));
    this.setStatus(appointment, 'Cancelled', isByCustomer ? participants.uid : participants.agent);
  }

  private postpone({ id, startsAt: earlier }: ScheduledAppointment): ScheduledAppointment {
    const { random, participants } = this;
    this.advanceTo(Math.min(pickDeskTime(this.now, random), earlier - HOUR));
    const startsAt = pickViewingTime(earlier + random.int(1, 7) * DAY, random);
    const endsAt = startsAt + 45 * MINUTE;
    this.update('appointments', id, participants.agent, {
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
    });
    return { id, startsAt, endsAt };
  }

  private continueAfterFailure(failed: number): void {
    const { random } = this;
    if (random.happens(0.6)) {
      this.move('Respuesta Pendiente', REASONS.waiting, { minDays: 0, maxDays: 2 });
    }
    if (failed < MAX_FAILED_VIEWINGS && random.happens(0.4)) {
      this.now += random.int(1, 8) * DAY;
      this.playViewing(this.scheduleViewing(NOTES.viewing), failed);
      return;
    }
    if (random.happens(0.85)) this.loseOrReopen(REASONS.lostEarly, { minDays: 10, maxDays: 40 });
  }

  private holdViewing(appointment: ScheduledAppointment, offerLikelihood = OFFER_LIKELIHOOD): void {
    this.waitForEnd(appointment);
    // Some agents complete the appointment and record no visit.
    if (this.random.happens(0.2)) {
      this.setStatus(appointment, COMPLETED_APPOINTMENT_STATUS);
      this.status = 'Visita Realizada';
      this.continueAfterVisit();
      return;
    }
    this.recordVisit(appointment, offerLikelihood);
  }

  /** A visit without an appointment is the customer's first contact. */
  private recordVisit(
    appointment: ScheduledAppointment | null,
    offerLikelihood = OFFER_LIKELIHOOD,
  ): void {
    const outcome = this.pickOutcome(offerLikelihood);
    this.createVisit(appointment, outcome);
    switch (outcome) {
      case 'offer_made':
        this.status = 'Oferta Presentada';
        this.negotiate();
        return;
      case 'more_info_needed':
        this.status = 'Información Solicitada';
        break;
      case null:
        this.status = 'Visita Realizada';
        break;
    }
    this.continueAfterVisit({ isFirstContact: appointment === null });
  }

  private pickOutcome(offerLikelihood: number): VisitOutcome | null {
    if (this.random.happens(offerLikelihood)) return 'offer_made';
    return this.random.happens(0.4) ? 'more_info_needed' : null;
  }

  private createVisit(
    appointment: ScheduledAppointment | null,
    outcome: VisitOutcome | null,
  ): void {
    const { random, participants, listing } = this;
    // 88 to 100 percent of the price, rounded to 1,000 euros.
    const amount = Math.round((listing.price * random.int(88, 100)) / 100_000) * 1_000;
    this.create('visits', participants.nextId('v'), participants.agent, {
      ...(appointment === null
        ? { contactId: participants.contactId, listingId: listing.id }
        : { appointmentId: appointment.id }),
      status: 'visit_done',
      ...(outcome !== null && { outcome }),
      ...(outcome === 'offer_made' && { offer: { amount, currency: 'EUR' } }),
      ...(random.happens(0.7) && { notes: random.pick(VISIT_NOTES[outcome ?? 'none']) }),
    });
  }

  private continueAfterVisit({ isFirstContact = false } = {}): void {
    const { random } = this;
    if (this.status === 'Información Solicitada' && random.happens(0.8)) {
      this.move('Respuesta Pendiente', REASONS.informed, { minDays: 0, maxDays: 3 });
    }
    const next = { again: isFirstContact ? 40 : 24, offer: 16, lost: 52, open: 8 };
    switch (random.pickWeighted(next)) {
      case 'again':
        this.viewAgain();
        return;
      case 'offer':
        this.move('Oferta Presentada', REASONS.offerByPhone, { minDays: 1, maxDays: 9 });
        this.negotiate();
        return;
      case 'lost':
        this.loseOrReopen(REASONS.lostAfterVisit, { minDays: 7, maxDays: 45 });
        return;
      case 'open':
        return;
    }
  }

  private viewAgain(): void {
    this.now += this.random.int(2, 12) * DAY;
    const second = this.scheduleViewing(NOTES.again, 6);
    if (this.random.happens(0.85)) this.holdViewing(second, SECOND_OFFER_LIKELIHOOD);
    else this.playViewing(second, 1);
  }

  // ——— Offers ———

  private negotiate({ isImproved = false } = {}): void {
    const { random } = this;
    if (random.happens(0.8)) {
      this.move('Oferta Pendiente Aprobación', REASONS.review, { minDays: 0, maxDays: 2 });
    }
    if (random.happens(0.47)) {
      this.move('Oferta Aceptada', REASONS.accepted, { minDays: 1, maxDays: 7 });
      this.sign();
      return;
    }
    this.move('Oferta Rechazada', REASONS.rejected, { minDays: 1, maxDays: 7 });
    if (!isImproved && random.happens(0.4)) {
      this.move('Oferta Presentada', REASONS.improved, { minDays: 1, maxDays: 8 });
      this.negotiate({ isImproved: true });
      return;
    }
    if (random.happens(0.9)) this.lose(REASONS.lostAfterOffer, { minDays: 3, maxDays: 25 });
  }

  private sign(): void {
    const { random } = this;
    if (random.happens(0.1)) {
      this.move('Oferta Rechazada', REASONS.withdrawn, { minDays: 5, maxDays: 20 });
      this.lose(REASONS.lostAfterOffer, { minDays: 1, maxDays: 10 });
      return;
    }
    this.now += random.int(1, 3) * DAY;
    this.waitForDesk();
    const type = random.happens(0.8) ? 'Firma' : 'Cierre';
    const signing = this.schedule({ type, notes: NOTES.signing, maxDaysAhead: 21 });
    this.waitForEnd(signing);
    this.setStatus(signing, COMPLETED_APPOINTMENT_STATUS);
    this.move('Cerrado', REASONS.won, { minDays: 0, maxDays: 1 }, 'won');
  }

  private lose(reasons: readonly string[], delay: Delay): void {
    this.move('Cerrado', reasons, delay, 'lost');
  }

  /** Closes the lead as lost. Some customers come back once, with a new viewing. */
  private loseOrReopen(reasons: readonly string[], delay: Delay): void {
    this.lose(reasons, delay);
    if (this.isReopened || !this.random.happens(COMEBACK_LIKELIHOOD)) return;
    this.isReopened = true;
    this.now += this.random.int(30, 120) * DAY;
    this.playViewing(this.scheduleViewing(NOTES.viewing));
  }

  // ——— Time, and what is written ———

  private waitForDesk(): void {
    this.now = pickDeskTime(this.now, this.random);
  }

  /** Agents write up an appointment when it is over. */
  private waitForEnd({ endsAt }: ScheduledAppointment): void {
    this.advanceTo(endsAt + this.random.int(3, 60) * MINUTE);
  }

  /** Every step is at least a minute after the one before. */
  private advanceTo(time: Millis): void {
    this.now = Math.max(this.now + MINUTE, time);
  }

  private move(
    to: LeadStatus,
    reasons: readonly string[],
    { minDays, maxDays }: Delay,
    outcome?: 'won' | 'lost',
  ): void {
    const { random, participants } = this;
    const { contactId, agent } = participants;
    this.now = pickDeskTime(this.now + random.int(minDays, maxDays) * DAY, random);
    const pair = { contactId, listingId: this.findNamedListing() };
    const request: Move['request'] = {
      from: this.status,
      to,
      reason: random.pick(reasons),
      requestId: participants.nextId('m'),
      ...(outcome !== undefined && { closed: { outcome } }),
    };
    this.steps.push({ kind: 'move', at: this.now, by: agent, pair, request });
    this.status = to;
  }

  /** The flat's id, or null until a document names it. */
  private findNamedListing(): string | null {
    const { id } = this.listing;
    const isNamed = this.steps.some(
      (step) => step.kind !== 'move' && step.fields['listingId'] === id,
    );
    return isNamed ? id : null;
  }

  private create(collection: Collection, id: string, by: string, fields: Fields): void {
    this.steps.push({ kind: 'create', at: this.now, by, ref: { collection, id }, fields });
  }

  private update(collection: Collection, id: string, by: string, fields: Fields): void {
    this.steps.push({ kind: 'update', at: this.now, by, ref: { collection, id }, fields });
  }
}

const VISIT_NOTES: Readonly<Record<VisitOutcome | 'none', readonly string[]>> = {
  offer_made: NOTES.offer,
  more_info_needed: NOTES.moreInfo,
  none: NOTES.visited,
};
