import type { AppointmentType } from '../../functions/src/domain/appointment';
import type { Pair } from '../../functions/src/domain/leadId';
import type { LeadStatus } from '../../functions/src/domain/leadStatus';
import type { VisitOutcome } from '../../functions/src/domain/visit';
import { DAY, HOUR, MINUTE, type Millis } from './calendar';
import type { Chance } from './chance';
import { deskTimeAfter, homeTimeAfter, viewingTimeAfter } from './hours';
import type { Listing } from './market';
import type { Fields, Move, Step, Write } from './steps';
import { NOTES, REASONS } from './words';

/** Whose interest it is, and who looks after it. */
export interface Party {
  contactId: string;
  /** The customer's uid, for what they book themselves. */
  uid: string;
  agent: string;
  /** The next id of a document or a request: `…-a1`, `…-v1`, `…-m1`. */
  nextId: (letter: 'a' | 'v' | 'm') => string;
}

type Beginning = 'agent' | 'customer' | 'advice' | 'unsure' | 'walkIn';

const BEGINNINGS: Readonly<Record<Beginning, number>> = {
  agent: 58,
  customer: 27,
  advice: 5,
  unsure: 6,
  walkIn: 4,
};

/** What becomes of a viewing that was agreed on. */
const VIEWINGS = { takesPlace: 48, cancelled: 28, noShow: 13, newDate: 7, forgotten: 4 };

const MOST_VIEWINGS_IN_VAIN = 3;

interface Appointment {
  id: string;
  startsAt: Millis;
  endsAt: Millis;
}

/**
 * One customer's interest in one flat, from the first appointment to the end, whenever that is: each
 * step as it would be written on its day. The later a step, the later its time.
 */
export class Interest {
  readonly steps: Step[] = [];
  private now: Millis;
  /** Where the steps have brought the lead, as far as moves by hand depend on it. */
  private status: LeadStatus = 'Fase 0: Información Incompleta';
  /** Where it is if the viewing that was agreed on does not take place. */
  private statusInVain: LeadStatus = 'Información Solicitada';
  private isReopened = false;

  constructor(
    private readonly chance: Chance,
    private readonly party: Party,
    private readonly listing: Listing,
    start: Millis,
    /** Whether it may begin before there is a listing, which is a lead of its own. */
    private readonly mayBeUnsure: boolean,
  ) {
    this.now = start;
    this.begin();
  }

  private begin(): void {
    const { chance } = this;
    switch (chance.weighted({ ...BEGINNINGS, ...(!this.mayBeUnsure && { unsure: 0 }) })) {
      case 'agent': {
        this.view(this.scheduleViewing(NOTES.viewing));
        return;
      }
      case 'customer': {
        this.view(this.bookThemselves());
        return;
      }
      case 'advice':
        this.takeAdvice();
        this.view(this.scheduleViewing(NOTES.viewing));
        return;
      case 'unsure': {
        this.chooseLater();
        return;
      }
      case 'walkIn':
        this.toDesk();
        this.visit(null, 'visit');
        return;
    }
  }

  // ——— Appointments ———

  private scheduleViewing(notes: readonly string[], mostDays = 7): Appointment {
    this.toDesk();
    // Clients leave the type out as often as not: without one it is a viewing.
    const type = this.chance.happens(0.5) ? 'Visita' : undefined;
    const appointment = this.schedule(type, notes, mostDays);
    this.expectViewing();
    return appointment;
  }

  private schedule(
    type: AppointmentType | undefined,
    notes: readonly string[],
    mostDays: number,
    withListing = true,
  ): Appointment {
    const { id: listingId, prospectId } = this.listing;
    return this.createAppointment(this.party.agent, mostDays, notes, {
      ...(withListing && { listingId, prospectId }),
      ...(type !== undefined && { type }),
      agentId: this.party.agent,
    });
  }

  /** Customers name neither agent nor owner: the office fills that in. */
  private bookThemselves(): Appointment {
    this.now = homeTimeAfter(this.now, this.chance);
    const { uid, agent } = this.party;
    const { id: listingId, prospectId } = this.listing;
    const appointment = this.createAppointment(uid, 8, NOTES.self, { listingId });
    this.expectViewing();
    const confirmedAt = deskTimeAfter(this.now, this.chance);
    if (confirmedAt < appointment.startsAt - HOUR) {
      this.now = confirmedAt;
      this.update('appointments', appointment.id, agent, { agentId: agent, prospectId });
    }
    return appointment;
  }

  private createAppointment(
    by: string,
    mostDays: number,
    notes: readonly string[],
    fields: Fields,
  ): Appointment {
    const { chance, party } = this;
    const startsAt = viewingTimeAfter(this.now + chance.int(1, mostDays) * DAY, chance);
    const endsAt = startsAt + chance.pick([30, 45, 60]) * MINUTE;
    const id = party.nextId('a');
    this.create('appointments', id, by, {
      contactId: party.contactId,
      ...fields,
      status: 'Scheduled',
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
      ...(chance.happens(0.6) && { notes: chance.pick(notes) }),
    });
    return { id, startsAt, endsAt };
  }

  /** A meeting about what the customer wants, which leaves the lead in Fase 0. */
  private takeAdvice(): void {
    this.toDesk();
    const meeting = this.schedule('Reunión', NOTES.advice, 4);
    this.afterwards(meeting);
    this.update('appointments', meeting.id, this.party.agent, { status: 'Completed' });
  }

  /** An appointment for no flat in particular; most get one before it comes. */
  private chooseLater(): void {
    const { chance, party, listing } = this;
    this.toDesk();
    const appointment = this.schedule(undefined, NOTES.unsure, 9, false);
    const chosenAt = deskTimeAfter(this.now + chance.int(0, 2) * DAY, chance);
    if (chosenAt < appointment.startsAt && chance.happens(0.75)) {
      this.now = chosenAt;
      this.update('appointments', appointment.id, party.agent, {
        listingId: listing.id,
        prospectId: listing.prospectId,
      });
      this.expectViewing();
      this.view(appointment);
      return;
    }
    this.afterwards(appointment);
    const status = chance.pick(['Completed', 'Cancelled', 'NoShow']);
    this.update('appointments', appointment.id, party.agent, { status });
    if (chance.happens(0.7)) this.lose(REASONS.lostEarly, 15, 45, null);
  }

  // ——— Viewings ———

  private expectViewing(): void {
    // A visit that took place is not undone by the next one's cancellation.
    const wasVisited = this.status === 'Visita Realizada';
    this.statusInVain = wasVisited ? 'Visita Realizada' : 'Información Solicitada';
    this.status = 'Visita Pendiente';
  }

  private view(appointment: Appointment, inVain = 0): void {
    const { chance, party } = this;
    switch (chance.weighted(VIEWINGS)) {
      case 'forgotten':
        return;
      case 'newDate': {
        this.view(this.postpone(appointment), inVain);
        return;
      }
      case 'takesPlace': {
        this.takePlace(appointment);
        return;
      }
      case 'cancelled': {
        const isTheirs = chance.happens(0.4);
        const soon = (isTheirs ? homeTimeAfter : deskTimeAfter)(this.now, chance);
        this.now = Math.max(this.now + MINUTE, Math.min(soon, appointment.startsAt - HOUR));
        const by = isTheirs ? party.uid : party.agent;
        this.update('appointments', appointment.id, by, { status: 'Cancelled' });
        break;
      }
      case 'noShow':
        this.afterwards(appointment);
        this.update('appointments', appointment.id, party.agent, { status: 'NoShow' });
        break;
    }
    this.status = this.statusInVain;
    this.afterViewingInVain(inVain + 1);
  }

  private postpone({ id, startsAt: earlier }: Appointment): Appointment {
    const { chance, party } = this;
    const postponedAt = deskTimeAfter(this.now, chance);
    this.now = Math.max(this.now + MINUTE, Math.min(postponedAt, earlier - HOUR));
    const startsAt = viewingTimeAfter(earlier + chance.int(1, 7) * DAY, chance);
    const endsAt = startsAt + 45 * MINUTE;
    this.update('appointments', id, party.agent, {
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
    });
    return { id, startsAt, endsAt };
  }

  private afterViewingInVain(inVain: number): void {
    const { chance } = this;
    if (chance.happens(0.6)) this.move('Respuesta Pendiente', REASONS.waiting, 0, 2);
    if (inVain < MOST_VIEWINGS_IN_VAIN && chance.happens(0.4)) {
      this.now += chance.int(1, 8) * DAY;
      this.view(this.scheduleViewing(NOTES.viewing), inVain);
      return;
    }
    if (chance.happens(0.85)) this.lose(REASONS.lostEarly, 10, 40, 0.08);
  }

  private takePlace(appointment: Appointment, offerLikelihood = 0.1): void {
    this.afterwards(appointment);
    if (this.chance.happens(0.2)) {
      this.update('appointments', appointment.id, this.party.agent, { status: 'Completed' });
      this.status = 'Visita Realizada';
      this.afterVisit();
      return;
    }
    this.visit(appointment, 'appointment', offerLikelihood);
  }

  private visit(
    appointment: Appointment | null,
    beganWith: 'appointment' | 'visit',
    offerLikelihood = 0.1,
  ): void {
    const { chance, party, listing } = this;
    const outcome: VisitOutcome | null = chance.happens(offerLikelihood)
      ? 'offer_made'
      : chance.happens(0.4)
        ? 'more_info_needed'
        : null;
    const notes =
      outcome === 'offer_made' ? NOTES.offer : outcome === null ? NOTES.visited : NOTES.moreInfo;
    const amount = Math.round((listing.price * chance.int(88, 100)) / 100_000) * 1_000;
    this.create('visits', party.nextId('v'), party.agent, {
      ...(appointment === null
        ? { contactId: party.contactId, listingId: listing.id }
        : { appointmentId: appointment.id }),
      status: 'visit_done',
      ...(outcome !== null && { outcome }),
      ...(outcome === 'offer_made' && { offer: { amount, currency: 'EUR' } }),
      ...(chance.happens(0.7) && { notes: chance.pick(notes) }),
    });
    if (outcome === 'offer_made') {
      this.status = 'Oferta Presentada';
      this.negotiate();
      return;
    }
    this.status = outcome === null ? 'Visita Realizada' : 'Información Solicitada';
    this.afterVisit(beganWith === 'visit');
  }

  private afterVisit(isFirstContact = false): void {
    const { chance } = this;
    if (this.status === 'Información Solicitada' && chance.happens(0.8)) {
      this.move('Respuesta Pendiente', REASONS.informed, 0, 3);
    }
    const next = chance.weighted({ again: isFirstContact ? 40 : 24, offer: 16, lost: 52, open: 8 });
    switch (next) {
      case 'again': {
        this.now += chance.int(2, 12) * DAY;
        const second = this.scheduleViewing(NOTES.again, 6);
        if (chance.happens(0.85)) this.takePlace(second, 0.4);
        else this.view(second, 1);
        return;
      }
      case 'offer':
        this.move('Oferta Presentada', REASONS.offerByPhone, 1, 9);
        this.negotiate();
        return;
      case 'lost': {
        this.lose(REASONS.lostAfterVisit, 7, 45, 0.08);
        return;
      }
      case 'open':
        return;
    }
  }

  // ——— Offers ———

  private negotiate(isImproved = false): void {
    const { chance } = this;
    if (chance.happens(0.8)) this.move('Oferta Pendiente Aprobación', REASONS.review, 0, 2);
    if (chance.happens(0.47)) {
      this.move('Oferta Aceptada', REASONS.accepted, 1, 7);
      this.sign();
      return;
    }
    this.move('Oferta Rechazada', REASONS.rejected, 1, 7);
    if (!isImproved && chance.happens(0.4)) {
      this.move('Oferta Presentada', REASONS.improved, 1, 8);
      this.negotiate(true);
      return;
    }
    if (chance.happens(0.9)) this.lose(REASONS.lostAfterOffer, 3, 25, null);
  }

  private sign(): void {
    const { chance, party } = this;
    if (chance.happens(0.1)) {
      this.move('Oferta Rechazada', REASONS.withdrawn, 5, 20);
      this.lose(REASONS.lostAfterOffer, 1, 10, null);
      return;
    }
    this.now += chance.int(1, 3) * DAY;
    this.toDesk();
    const signing = this.schedule(chance.happens(0.8) ? 'Firma' : 'Cierre', NOTES.signing, 21);
    this.afterwards(signing);
    this.update('appointments', signing.id, party.agent, { status: 'Completed' });
    this.move('Cerrado', REASONS.won, 0, 1, 'won');
  }

  /** After a while the lead is closed; some come back with new interest, once. */
  private lose(
    reasons: readonly string[],
    leastDays: number,
    mostDays: number,
    comesBack: number | null,
  ): void {
    const { chance } = this;
    this.move('Cerrado', reasons, leastDays, mostDays, 'lost');
    if (comesBack === null || this.isReopened || !chance.happens(comesBack)) return;
    this.isReopened = true;
    this.now += chance.int(30, 120) * DAY;
    this.view(this.scheduleViewing(NOTES.viewing));
  }

  // ——— Time, and what is written ———

  private toDesk(): void {
    this.now = deskTimeAfter(this.now, this.chance);
  }

  /** Agents write up an appointment when it is over. */
  private afterwards({ endsAt }: Appointment): void {
    this.now = Math.max(this.now + MINUTE, endsAt + this.chance.int(3, 60) * MINUTE);
  }

  private move(
    to: LeadStatus,
    reasons: readonly string[],
    leastDays: number,
    mostDays: number,
    outcome?: 'won' | 'lost',
  ): void {
    const { chance, party } = this;
    this.now = deskTimeAfter(this.now + chance.int(leastDays, mostDays) * DAY, chance);
    const pair: Pair = { contactId: party.contactId, listingId: this.listingNow() };
    const request: Move['request'] = {
      from: this.status,
      to,
      reason: chance.pick(reasons),
      requestId: party.nextId('m'),
      ...(outcome !== undefined && { closed: { outcome } }),
    };
    this.steps.push({ kind: 'move', at: this.now, by: party.agent, pair, request });
    this.status = to;
  }

  /** Null while no document names the flat yet. */
  private listingNow(): string | null {
    const { id } = this.listing;
    const isNamed = this.steps.some(
      (step) => step.kind !== 'move' && step.fields['listingId'] === id,
    );
    return isNamed ? id : null;
  }

  private create(
    collection: Write['ref']['collection'],
    id: string,
    by: string,
    fields: Fields,
  ): void {
    this.steps.push({ kind: 'create', at: this.now, by, ref: { collection, id }, fields });
  }

  private update(
    collection: Write['ref']['collection'],
    id: string,
    by: string,
    fields: Fields,
  ): void {
    this.steps.push({ kind: 'update', at: this.now, by, ref: { collection, id }, fields });
  }
}
