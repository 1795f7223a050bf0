/**
 * Plays the actions of a random history. An action is skipped where it cannot be done, and where it would
 * lead to what the contract does not promise (docs/contract.md §4): each such guard names the clause.
 */
import type { SourceRef } from '../../src/domain/documents/sourceRef';
import type { Pair } from '../../src/domain/leads/leadId';
import {
  ACTS,
  AGENTS,
  APPOINTMENTS,
  ENQUIRIES,
  OFFERS,
  PROSPECTS,
  TYPED_STATUSES,
  VISITS,
  type Act,
  type Action,
  type AppointmentPick,
  type OlderAction,
  type Stamping,
  type Step,
} from './historyActions';
import type { Backend, FoundLead } from './historyBackend';
import {
  homeOf,
  isGoneForGood,
  standingOf,
  STATUSES,
  type Decision,
  type HistoryRecord,
  type ListingVersion,
  type OlderLead,
  type Standing,
} from './model';
import {
  APPOINTMENT_WORDS,
  contentOf,
  ENQUIRY_WORDS,
  isLinked,
  isServerWrite,
  LISTING_WORDS,
  microsOf,
  nameOf,
  pathOf,
  recognise,
  textOf,
  type Fields,
  type Incarnation,
  type Version,
} from './modelDocuments';

const SECOND = 1_000_000;
const DAY = 24 * 3_600 * SECOND;
const YEAR = 365 * DAY;
const STAMPS = ['statusAt', 'updatedAt', 'updatedBy', 'createdAt', 'createdBy'];
const SERVER_FIELDS = ['leadId', 'leadSync'];

/** Counts what was really played. */
export type Tally = Map<Act, number>;

export interface PlayedEvent<Event> {
  event: Event;
  /** The document of a client's write; null for other events. */
  key: string | null;
  isDelivered: boolean;
  /** Whether a check can make up for it if it is lost. */
  isRepairable: boolean;
  /** The pair of a lead that was put back, until this event was delivered. */
  putBack: string | null;
}

interface Snapshot<Event> {
  putBack: () => Promise<Event>;
  lead: string;
  leadId: string;
  /** How many versions there were. */
  position: number;
  assigned: string | null;
  followUp: number | null;
}

export class HistoryPlay<Event> {
  readonly events: PlayedEvent<Event>[] = [];
  private decisions: Decision[] = [];
  private olderLeads: OlderLead[] = [];
  private readonly assigned = new Map<string, string>();
  private readonly followUps = new Map<string, number>();
  private readonly listings = new Map<string, readonly ListingVersion[]>();
  /** What was written last to each listing. */
  private readonly listingWords = new Map<0 | 1, unknown>();
  private readonly forgotten = new Set<string>();
  /** The pairs of which a lead was deleted, and its history was not. */
  private readonly forgottenPairs = new Set<string>();
  /** Copies of leads, by the name of the pair: the oldest first. */
  private readonly backups = new Map<string, Snapshot<Event>[]>();
  readonly foreign = new Map<string, Set<number>>();
  /** How often a lead was deleted or put back: every event is to be delivered again then. */
  private resets = 0;
  private isRepaired = false;

  constructor(
    private readonly backend: Backend<Event>,
    private readonly tally: Tally,
  ) {}

  /** Whether a lead was deleted without its history, or put back. */
  hasLostLeads(): boolean {
    return this.resets > 0;
  }

  /** Writes each listing once more, as it is: leads that began since it was gone learn it (§10). */
  async writeListingsAgain(): Promise<void> {
    for (const [listing, status] of this.listingWords) {
      this.backend.tick();
      await this.deliver([await this.writeListing(listing, status)], 'one by one');
    }
  }

  private async writeListing(listing: 0 | 1, status: unknown): Promise<PlayedEvent<Event>> {
    const { event, at } = await this.backend.writeListing(listing, status);
    const word = recognise(LISTING_WORDS, status);
    const id = this.backend.listing(listing) ?? '';
    const version = { news: word === 'available' ? null : word, at };
    this.listings.set(id, [...(this.listings.get(id) ?? []), version]);
    this.listingWords.set(listing, status);
    return this.addEvent(event, { key: null, isRepairable: true });
  }

  /** Checks and repairs everything. */
  async repair(): Promise<void> {
    this.isRepaired = true;
    await this.backend.repair();
    await this.settle();
  }

  async record(): Promise<HistoryRecord> {
    const versions = await this.backend.versions();
    const { decisions, olderLeads, assigned, followUps, listings, forgotten, isRepaired } = this;
    const people = { decisions, assigned, followUps };
    return { versions, ...people, olderLeads, listings, forgotten, isRepaired };
  }

  // --- Steps ---------------------------------------------------------------------------------------

  /** Plays a step. `isLost` loses the events of its action where a check can make up for them. */
  async play({ action, deliver, mode, within }: Step, isLost: boolean): Promise<void> {
    const perform = async () => {
      this.backend.tick();
      const before = this.events.length;
      const events = await this.perform(action);
      if (events !== null) this.countAction(action);
      const kept = (events ?? []).filter(({ isRepairable }) => !(isLost && isRepairable));
      this.events.splice(before, 0, ...kept);
      await this.deliverSome(deliver, mode);
      await this.keepBackups();
    };
    const interrupted = within === null ? undefined : this.pick(within.event);
    if (within === null || interrupted === undefined) return perform();
    this.backend.tick();
    const { resets } = this;
    await this.backend.interleave(interrupted.event, within.atRead, perform);
    // If a lead was deleted or put back meanwhile, the event may have been handled before that.
    if (this.resets === resets) this.handled(interrupted);
    this.count('interleaved');
    await this.takeOwnEvents();
  }

  private async deliverSome(picks: readonly number[], mode: Step['mode']): Promise<void> {
    const chosen = picks.map((each) => this.pick(each)).filter((each) => each !== undefined);
    if (chosen.length > 0) await this.deliver(chosen, mode);
  }

  async deliver(chosen: readonly PlayedEvent<Event>[], mode: Step['mode']): Promise<void> {
    this.backend.tick();
    await this.backend.deliver(
      chosen.map(({ event }) => event),
      mode,
    );
    if (chosen.length > 1 && mode !== 'one by one') this.count(mode);
    chosen.forEach((each) => {
      this.handled(each);
    });
    await this.takeOwnEvents();
  }

  private handled(event: PlayedEvent<Event>): void {
    if (event.isDelivered) this.count('delivered again');
    event.isDelivered = true;
  }

  /** The server's own writes have events, too: they are delivered like the others. */
  private async takeOwnEvents(): Promise<void> {
    for (const event of await this.backend.ownEvents()) this.addEvent(event, { key: null });
  }

  /** Delivers the events of the server's own writes, until there are no more. */
  async settle(): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      const own = await this.backend.ownEvents();
      if (own.length === 0) return;
      this.backend.tick();
      await this.backend.deliver(own, 'one by one');
    }
    throw new Error("The server's own writes never come to rest");
  }

  /** One of the events: mostly one of the last three. */
  private pick(n: number): PlayedEvent<Event> | undefined {
    const span = n < 700 ? Math.min(3, this.events.length) : this.events.length;
    return this.events[this.events.length - 1 - (n % Math.max(1, span))];
  }

  private addEvent(
    event: Event,
    fields: Partial<Omit<PlayedEvent<Event>, 'event'>> & { key: string | null },
  ): PlayedEvent<Event> {
    const played = { event, isDelivered: false, isRepairable: false, putBack: null, ...fields };
    this.events.push(played);
    return played;
  }

  private count(act: Act): void {
    this.tally.set(act, (this.tally.get(act) ?? 0) + 1);
  }

  /** Counts an act by its name, unless what it does is counted by what became of it. */
  private countAction({ kind }: Action): void {
    const act = ACTS.find((each) => each === kind);
    if (act !== undefined) this.count(act);
  }

  // --- What there is -------------------------------------------------------------------------------

  private pairOf({ contact, listing }: { contact: 0 | 1; listing: 0 | 1 | null }): Pair {
    return {
      contactId: this.backend.contacts[contact],
      listingId: this.backend.listing(listing),
    };
  }

  /** The id of an appointment: of the n-th that exists, or any. */
  private async appointmentIdOf(pick: AppointmentPick): Promise<string> {
    if ('id' in pick) return this.appointmentRef(pick.id).id;
    const found = await this.nthDocument(pick.nth, 'appointments');
    return (found?.ref ?? this.appointmentRef(pick.nth % APPOINTMENTS)).id;
  }

  private appointmentRef(n: number): SourceRef {
    return this.backend.ref('appointments', `A${String(n)}`);
  }

  private visitRef(n: number): SourceRef {
    return this.backend.ref('visits', `V${String(n)}`);
  }

  private enquiryRef(n: number): SourceRef {
    return this.backend.ref('enquiries', `E${String(n)}`);
  }

  private allRefs(): SourceRef[] {
    return [
      ...Array.from({ length: ENQUIRIES }, (_, n) => this.enquiryRef(n)),
      ...Array.from({ length: APPOINTMENTS }, (_, n) => this.appointmentRef(n)),
      ...Array.from({ length: VISITS }, (_, n) => this.visitRef(n)),
    ];
  }

  private async standing(): Promise<Standing> {
    return standingOf(await this.backend.versions(), this.forgotten);
  }

  /** The n-th existing document, of all or of some collections. */
  private async nthDocument(
    n: number,
    ...collections: readonly SourceRef['collection'][]
  ): Promise<Incarnation | undefined> {
    const existing = (await this.standing()).incarnations.filter(
      ({ deletedAt, ref }) =>
        deletedAt === null && (collections.length === 0 || collections.includes(ref.collection)),
    );
    return existing[n % Math.max(1, existing.length)];
  }

  /** The n-th lead that is in use, and that was not put back a moment ago. */
  private async nthLead(n: number): Promise<FoundLead | undefined> {
    const waiting = this.waitingToBeNoticed();
    const leads = (await this.backend.leads()).filter(
      ({ isInUse, pair }) => isInUse && !waiting.has(nameOf(pair)),
    );
    return leads[n % Math.max(1, leads.length)];
  }

  // --- Writes --------------------------------------------------------------------------------------

  private stamps(stamping: Stamping | 'update', isNew = false): Fields {
    const at = this.backend.serverTime();
    const update = { updatedBy: AGENTS[0], updatedAt: at };
    switch (stamping) {
      case 'update':
        return update;
      case 'stamped':
        return {
          ...update,
          statusAt: at,
          ...(isNew && { createdBy: AGENTS[0], createdAt: at }),
        };
      case 'foreign':
        return { statusAt: this.backend.timestamp(this.backend.now() + 2 * 3_600 * SECOND) };
      case 'unstamped':
        return {};
    }
  }

  private async write(
    ref: SourceRef,
    data: Fields | null,
    isRepairable = false,
  ): Promise<PlayedEvent<Event>> {
    const event = await this.backend.write(ref, data);
    const version = (await this.backend.versions()).findLast(
      (each) => pathOf(each.ref) === pathOf(ref),
    );
    const key = `${pathOf(ref)}@${String(version?.createTime)}`;
    return this.addEvent(event, { key, isRepairable });
  }

  /** Writes to a document that exists. */
  private async edit(
    document: Incarnation | undefined,
    change: (data: Fields) => Fields | null,
    isRepairable = false,
  ): Promise<PlayedEvent<Event>[] | null> {
    const before = document === undefined ? null : await this.backend.read(document.ref);
    if (document === undefined || before === null) return null;
    const changed = change(before);
    if (changed === null) return null;
    const data = Object.fromEntries(
      Object.entries(changed).filter(([, value]) => value !== undefined),
    );
    const isSame = JSON.stringify(sorted(data)) === JSON.stringify(sorted(before));
    if (isSame || !(await this.canBecome(document, data))) return null;
    return [await this.write(document.ref, data, isRepairable)];
  }

  /** Whether a document may be written so, as far as the place is concerned that it gets. */
  private async canBecome(document: Incarnation, data: Fields): Promise<boolean> {
    const { ref, content } = document;
    const place = contentOf({ ref, data, createTime: 0, time: 0 })?.place;
    const standing = await this.standing();
    const { incarnations } = standing;
    // Not promised: which version of an unusable document was seen while usable. Retention may have taken a
    // visit of it that is not linked yet.
    if (place === undefined) return !(await this.hasUnlinkedExpiredVisits(document));
    // Not promised: an unlinked visit whose appointment is created again. Nobody may remove its link then.
    const home = homeOf(document, incarnations);
    const isCreatedAgain = incarnations.some(
      ({ path, createdAt }) => home?.path === path && createdAt > home.createdAt,
    );
    if (isCreatedAgain && !isLinked({ ref, data, createTime: 0, time: 0 })) return false;
    if (content === null || placeName(place) === placeName(content.place)) return true;
    // Not promised: a document created again in its viewing and moved on from there.
    if (takesPlaceOfFormer(document, standing)) return false;
    if (!('appointmentId' in place)) return true;
    const appointment = incarnations.find(
      (each) => each.path === `appointments/${place.appointmentId}` && each.deletedAt === null,
    );
    // Not promised: which version of an unusable document was seen while usable. A visit that begins to
    // name an appointment that does not exist is one.
    if (appointment === undefined) return false;
    // Not promised: an unlinked visit whose appointment is created again. A visit that comes back to the
    // id of a former appointment may still be linked as that one's.
    return !document.places.some(
      ({ place: former, since }) =>
        'appointmentId' in former &&
        former.appointmentId === place.appointmentId &&
        since < appointment.createdAt,
    );
  }

  /** Whether retention took a visit of an appointment before it was linked. */
  private async hasUnlinkedExpiredVisits(appointment: Incarnation): Promise<boolean> {
    const { incarnations } = await this.standing();
    const leads = await this.backend.leads();
    return visitsOf(incarnations).some(
      (visit) =>
        visit.deletedAt !== null &&
        homeOf(visit, incarnations)?.key === appointment.key &&
        !leads.some((lead) => countsIn(lead, appointment.path, visit)),
    );
  }

  /** Whether a document may be created under an id now. */
  private async canCreate(ref: SourceRef): Promise<boolean> {
    if ((await this.backend.read(ref)) !== null) return false;
    if (ref.collection === 'visits') return true;
    const { incarnations, pairOf } = await this.standing();
    const leads = await this.backend.leads();
    // Not promised: an unlinked visit whose appointment is created again.
    return visitsOf(incarnations).every((visit) => {
      const home = homeOf(visit, incarnations);
      if (home?.path !== pathOf(ref)) return true;
      if (visit.deletedAt !== null && !visit.versions.some(isLinked)) return false;
      if (visit.deletedAt === null && this.lostItsLink(visit)) return false;
      const pair = pairOf.get(visit.key);
      return leads.some(
        (lead) =>
          pair !== undefined &&
          nameOf(lead.pair) === nameOf(pair) &&
          countsIn(lead, home.path, visit),
      );
    });
  }

  private async create(ref: SourceRef, data: Fields): Promise<PlayedEvent<Event>[] | null> {
    if (!(await this.canCreate(ref))) return null;
    const { incarnations, pairOf } = await this.standing();
    const former = incarnations.findLast(({ path }) => path === pathOf(ref));
    const place = contentOf({ ref, data, createTime: 0, time: 0 })?.place;
    // Not promised: a document created again where the former one was, and moved on from there.
    const formerPlaces = (former?.places ?? []).map((each) => placeName(each.place));
    const isWhereFormerWas = place !== undefined && formerPlaces.includes(placeName(place));
    if (isWhereFormerWas && formerPlaces.at(-1) !== placeName(place)) return null;
    if (former !== undefined) {
      const pair = pairOf.get(former.key);
      const isElsewhere =
        place !== undefined &&
        !('appointmentId' in place) &&
        pair !== undefined &&
        nameOf(pair) !== nameOf(place);
      this.count(isElsewhere ? 'created again elsewhere' : 'created again');
    }
    if (place !== undefined && 'appointmentId' in place) {
      const exists = await this.backend.read({
        collection: 'appointments',
        id: place.appointmentId,
      });
      if (exists === null) this.count('visit before its appointment');
    }
    const isRepairable = ref.collection === 'visits' || former === undefined;
    return [await this.write(ref, data, isRepairable)];
  }

  /** Deletes a document, after its `expireAt` or not. */
  private async remove(
    document: Incarnation | undefined,
    expireAt: 'none' | 'passed' | 'future',
  ): Promise<PlayedEvent<Event>[] | null> {
    const data = document === undefined ? null : await this.backend.read(document.ref);
    if (document === undefined || data === null) return null;
    // Not promised: which version of an unusable document was seen while usable.
    if (!document.isUsable) return null;
    // Not promised: the deletion of a document whose link another system removed.
    if (this.lostItsLink(document)) return null;
    const standing = await this.standing();
    const { incarnations } = standing;
    // Not promised: a visit or an enquiry created again in its viewing and deleted.
    const isRemovable = document.ref.collection !== 'appointments';
    if (isRemovable && takesPlaceOfFormer(document, standing)) return null;
    const leads = await this.backend.leads();
    // A lead that was put back may count it, too. Its deletion names only one of them: a repair has to come first.
    if (isCountedTwice(leads, document)) return null;
    const { ref } = document;
    const home = ref.collection === 'visits' ? homeOf(document, incarnations) : null;
    const isExpired = expireAt === 'passed' || isPassed(data['expireAt'], this.backend.now());
    const isRetained = ref.collection === 'appointments' || isExpired;
    if (isRetained) {
      const last = document.versions.at(-1);
      // Not promised: unstamped states not handled before their deletion.
      const own = this.events.filter(({ key }) => key === document.key);
      if (!document.isToldByLast && own.some(({ isDelivered }) => !isDelivered)) return null;
      const path = home?.path ?? document.path;
      const isCounted = leads.some((lead) => countsIn(lead, path, document));
      // It was linked to a lead that was deleted: what the deletion says depends on whether the lead came
      // back before (§3: it counts only on the lead that holds the document).
      const wasLinked = document.versions.some(isLinked);
      if (last !== undefined && wasLinked && !isCounted && !this.isHeld(leads, document))
        return null;
      // Not promised: an unlinked visit whose appointment is created again.
      const isUnplaced = 'appointmentId' in (document.content?.place ?? {}) && home === null;
      if (isUnplaced) return null;
      // Not promised: which version of an unusable document was seen while usable.
      if (home !== null && home.deletedAt === null && !home.isUsable && !isCounted) return null;
    }
    // Not promised: an unlinked visit whose appointment is deleted.
    const areVisitsLinked = visitsOf(incarnations).every(
      (visit) =>
        homeOf(visit, incarnations)?.key !== document.key ||
        leads.some((lead) => countsIn(lead, document.path, visit)),
    );
    if (!areVisitsLinked) return null;
    const events: PlayedEvent<Event>[] = [];
    if (expireAt !== 'none') {
      const at = this.backend.now() + (expireAt === 'passed' ? -3_600 : 3_600) * SECOND;
      events.push(await this.write(ref, { ...data, expireAt: this.backend.timestamp(at) }));
      this.backend.tick();
    }
    events.push(await this.write(ref, null));
    this.count(`${isExpired ? 'expired' : 'deleted'} ${ref.collection}`);
    return events;
  }

  /** Whether any lead counts a document, in whatever viewing. */
  private isHeld(leads: readonly FoundLead[], document: Incarnation): boolean {
    return leads.some(({ viewings }) =>
      viewings.some(({ documents }) => documents.some((each) => isDocument(each, document))),
    );
  }

  // --- Leads ---------------------------------------------------------------------------------------

  async addOlderLead(action: OlderAction, n: number): Promise<void> {
    const pair = this.pairOf(action);
    const id = this.backend.olderId(`older-${String(n)}`);
    const text = spelled(TYPED_STATUSES[action.status] ?? '', action.spelling, n);
    const others = this.olderLeads.filter((each) => nameOf(each.pair) === nameOf(pair));
    // Not promised: two leads in use of one pair, which is for `adopt --merge` to put right.
    const hasHistory = action.hasHistory && !others.some((each) => each.hasHistory);
    const { outcome } = action;
    const fields = { status: text, outcome, assignedTo: action.agent, prospectId: action.prospect };
    this.backend.tick();
    const at = await this.backend.addOlderLead(pair, id, { ...fields, hasHistory });
    this.olderLeads.push({
      pair,
      id,
      status: text,
      outcome,
      prospectId: textOf(action.prospect),
      assignedTo: textOf(action.agent),
      hasHistory,
      at,
    });
    this.count('older lead');
    if (others.length > 0) this.count('duplicate older lead');
  }

  /** Forgets what was decided about a pair: its lead is deleted. */
  private dropLead(pair: Pair, gone: readonly Incarnation[]): void {
    const name = nameOf(pair);
    this.decisions = this.decisions.filter((each) => nameOf(each.pair) !== name);
    this.olderLeads = this.olderLeads.filter((each) => nameOf(each.pair) !== name);
    this.assigned.delete(name);
    this.followUps.delete(name);
    this.backups.delete(name);
    for (const { key } of gone) this.forgotten.add(key);
    this.reset();
  }

  private reset(): void {
    this.resets += 1;
    for (const each of this.events) each.isDelivered = false;
  }

  /**
   * The deleted documents that go with a lead, or null if the lead cannot be deleted now without leading to
   * what depends on the order of delivery.
   */
  private async goesWith(lead: FoundLead): Promise<Incarnation[] | null> {
    const leads = await this.backend.leads();
    const name = nameOf(lead.pair);
    // The next of several older leads would be adopted.
    if (leads.filter(({ pair }) => nameOf(pair) === name).length > 1) return null;
    const { incarnations, pairOf } = await this.standing();
    const gone = incarnations.filter(({ deletedAt }) => deletedAt !== null);
    const isHere = (each: Incarnation) => nameOf(pairOf.get(each.key) ?? lead.pair) === name;
    const elsewhere = leads.filter((each) => each.id !== lead.id);
    const here = gone.filter(
      (each) =>
        this.isHeld([lead], each) ||
        (pairOf.has(each.key) && isHere(each) && !this.isHeld(elsewhere, each)),
    );
    // The deletion of a document that was not linked says something, with or without a lead.
    const areLinked = here.every((each) => {
      const last = each.versions.at(-1);
      return isGoneForGood(each) || (last !== undefined && isLinked(last));
    });
    return areLinked ? here : null;
  }

  /** Whether a visit exists that only its lead knows where to keep: its appointment was deleted. */
  private async hasOrphans(lead: FoundLead): Promise<boolean> {
    const { incarnations } = await this.standing();
    return visitsOf(incarnations).some((visit) => {
      const home = homeOf(visit, incarnations);
      return home !== null && home.deletedAt !== null && this.isHeld([lead], visit);
    });
  }

  /** Deletes a lead with its history, and the documents of its viewings, in some order. */
  private async erase(
    { keeps, at, turn }: { keeps: number; at: number; turn: number },
    lead: FoundLead,
  ): Promise<PlayedEvent<Event>[] | null> {
    const gone = await this.goesWith(lead);
    if (gone === null) return null;
    const { incarnations } = await this.standing();
    const leads = await this.backend.leads();
    const doomed: Incarnation[] = [];
    for (const [n, viewing] of lead.viewings.entries()) {
      const existing = incarnations.filter(
        (each) =>
          each.deletedAt === null && viewing.documents.some((other) => isDocument(other, each)),
      );
      const named = incarnations.find(
        ({ path, deletedAt }) => path === viewing.path && deletedAt === null,
      );
      const isOrphaned = existing.length > 0 && named === undefined;
      // A document without its link, and a visit that no lead counts yet: see `remove`.
      const canGo =
        existing.every((each) => {
          const last = each.versions.at(-1);
          const isNamed = last !== undefined && isLinked(last) && each.isUsable;
          return isNamed && !isCountedTwice(leads, each);
        }) &&
        visitsOf(incarnations).every(
          (visit) =>
            homeOf(visit, incarnations)?.key !== named?.key ||
            named === undefined ||
            existing.includes(visit) ||
            visit.deletedAt !== null,
        );
      if (!canGo && isOrphaned) return null;
      if (canGo && (isOrphaned || keeps === 0 || n % 2 !== keeps % 2)) doomed.push(...existing);
    }
    const turned = doomed.map((_, n) => doomed[(n + turn) % doomed.length]);
    const events: PlayedEvent<Event>[] = [];
    const erasedAt = at % (turned.length + 1);
    for (const [n, each] of [...turned, undefined].entries()) {
      if (n === erasedAt) await this.backend.erase(lead.pair);
      if (each === undefined) continue;
      events.push(await this.write(each.ref, null));
      this.backend.tick();
    }
    this.dropLead(lead.pair, [...gone, ...doomed]);
    this.foreign.delete(nameOf(lead.pair));
    this.forgottenPairs.delete(nameOf(lead.pair));
    this.count(doomed.length > 0 ? 'erased with documents' : 'erased without documents');
    return events;
  }

  /** Keeps a copy of each lead that has changed: any of them may be put back. */
  private async keepBackups(): Promise<void> {
    const position = (await this.backend.versions()).length;
    const waiting = this.waitingToBeNoticed();
    for (const lead of await this.backend.leads()) {
      const name = nameOf(lead.pair);
      const kept = this.backups.get(name) ?? [];
      const text = JSON.stringify(lead);
      // The last decision in its history may be that of a lead that was deleted.
      const isOfDeleted = this.forgottenPairs.has(name);
      if (!lead.isInUse || isTyped(lead) || isOfDeleted || waiting.has(name)) continue;
      if (kept.at(-1)?.lead === text) continue;
      const assigned = this.assigned.get(name) ?? null;
      const followUp = this.followUps.get(name) ?? null;
      const putBack = await this.backend.snapshot(lead.pair);
      this.backups.set(name, [
        ...kept,
        { putBack, lead: text, leadId: lead.id, position, assigned, followUp },
      ]);
    }
  }

  /** The pairs of which a lead was put back, and nothing noticed it yet. */
  private waitingToBeNoticed(): ReadonlySet<string | null> {
    return new Set(this.events.filter((each) => !each.isDelivered).map(({ putBack }) => putBack));
  }

  private async putBack(
    lead: FoundLead,
    snapshot: Snapshot<Event> | undefined,
  ): Promise<PlayedEvent<Event>[] | null> {
    const name = nameOf(lead.pair);
    if (snapshot === undefined || snapshot.leadId !== lead.id) return null;
    if (snapshot.lead === JSON.stringify(lead)) return null;
    const { incarnations, pairOf } = standingOf(await this.backend.versions());
    // Not promised: the deletion of a linked document whose lead was put back. The lead may not know it any
    // more, or where it went, or another lead holds it since.
    const then = JSON.parse(snapshot.lead) as FoundLead;
    const hasDeletions = incarnations.some((each) => {
      const { key, deletedAt, versions } = each;
      if (deletedAt === null) return false;
      const isHandled = this.events.every((event) => event.key !== key || event.isDelivered);
      if (deletedAt < snapshot.position && isHandled) return false;
      const last = versions.at(-1);
      return (
        nameOf(pairOf.get(key) ?? lead.pair) === name ||
        this.isHeld([lead, then], each) ||
        (last !== undefined && leadIdOf(last) === lead.id)
      );
    });
    if (hasDeletions) return null;
    this.dropTyped(lead);
    const event = await snapshot.putBack();
    if (snapshot.assigned === null) this.assigned.delete(name);
    else this.assigned.set(name, snapshot.assigned);
    if (snapshot.followUp === null) this.followUps.delete(name);
    else this.followUps.set(name, snapshot.followUp);
    this.reset();
    return [this.addEvent(event, { key: null, putBack: name })];
  }

  /** A status that was typed and not handled yet is lost when the lead is written over. */
  private dropTyped(lead: FoundLead): void {
    if (!isTyped(lead)) return;
    const name = nameOf(lead.pair);
    const last = this.decisions.findLastIndex((each) => nameOf(each.pair) === name);
    if (last >= 0) this.decisions.splice(last, 1);
  }

  /**
   * Whether a document was linked, and a later version does not name its lead any more. Once that version's
   * event was handled, the document is on one lead again.
   */
  private lostItsLink({ versions, deletedAt, key }: Incarnation): boolean {
    if (deletedAt !== null) return false;
    const losses = versions.filter((each, n) => {
      const before = versions[n - 1];
      return (
        before !== undefined &&
        isLinked(before) &&
        leadIdOf(before) !== leadIdOf(each) &&
        !isServerWrite(before, each)
      );
    });
    const isHandled = this.events.every((each) => each.key !== key || each.isDelivered);
    const last = versions.at(-1);
    const isLinkedNow = last !== undefined && isLinked(last);
    return losses.length > 0 && !(isHandled && isLinkedNow);
  }

  // --- Actions -------------------------------------------------------------------------------------

  /** Returns the action's events; null if it cannot be done. */
  private async perform(action: Action): Promise<PlayedEvent<Event>[] | null> {
    const start = this.events.length;
    const events = await this.tryAction(action);
    this.events.splice(start, this.events.length - start);
    return events;
  }

  private async tryAction(action: Action): Promise<PlayedEvent<Event>[] | null> {
    const { backend } = this;
    const nowhere: PlayedEvent<Event>[] = [];
    switch (action.kind) {
      case 'schedule': {
        const ref = this.appointmentRef(action.appointment);
        const status = spelled('Scheduled', action.spelling, action.appointment);
        const existing = (await this.standing()).incarnations.find(
          ({ path, deletedAt }) => path === pathOf(ref) && deletedAt === null,
        );
        if (existing !== undefined) {
          return this.edit(
            existing,
            (data) => ({ ...data, status, ...this.stamps('stamped') }),
            true,
          );
        }
        const { contactId, listingId } = this.pairOf(action);
        return this.create(ref, {
          contactId,
          listingId: listingId === null && action.spelling === 'odd' ? '' : listingId,
          status,
          ...(action.type !== null && { type: action.type }),
          ...(action.agent !== null && { agentId: action.agent }),
          ...(action.prospect !== null && { prospectId: action.prospect }),
          ...this.stamps('stamped', true),
        });
      }
      case 'enquire': {
        const ref = this.enquiryRef(action.enquiry);
        const status = spelled(action.status, action.spelling, action.enquiry);
        const existing = (await this.standing()).incarnations.find(
          ({ path, deletedAt }) => path === pathOf(ref) && deletedAt === null,
        );
        if (existing !== undefined) return this.setEnquiry(existing, status, action.stamping);
        return this.create(ref, {
          ...this.pairOf(action),
          status,
          channel: action.spelling === 'odd' ? ' Portal' : 'web',
          ...(action.agent !== null && { agentId: action.agent }),
          ...(action.prospect !== null && { prospectId: action.prospect }),
          origin: action.origin,
          ...this.stamps(action.stamping, true),
        });
      }
      case 'setEnquiry': {
        const enquiry = await this.nthDocument(action.enquiry, 'enquiries');
        const status = spelled(action.status, action.spelling, action.enquiry);
        return this.setEnquiry(enquiry, status, action.stamping);
      }
      case 'import': {
        const ref = this.allRefs()[action.document];
        if (ref === undefined) return null;
        const age = action.age === 'years' ? 2 * YEAR : 30 * SECOND;
        const createdAt = backend.now() - age;
        return this.create(ref, {
          ...(await this.contentFor(ref, action)),
          createdAt: backend.timestamp(createdAt),
          ...(action.hasUpdatedAt && { updatedAt: backend.timestamp(createdAt + age / 2) }),
        });
      }
      case 'copy': {
        const original = await this.nthDocument(action.document);
        const data = original === undefined ? null : await backend.read(original.ref);
        if (original === undefined || data === null) return null;
        const missing: SourceRef[] = [];
        for (const ref of this.allRefs()) {
          const isOther = ref.collection === original.ref.collection;
          if (isOther && (await backend.read(ref)) === null) missing.push(ref);
        }
        const into = missing[action.into % Math.max(1, missing.length)];
        return into === undefined ? null : this.create(into, data);
      }
      case 'set': {
        const status = spelled(action.status, action.spelling, action.appointment);
        const events = await this.edit(
          await this.nthDocument(action.appointment, 'appointments'),
          (data) => {
            // Not promised: a person choosing the very value that stands.
            const stands = recognise(APPOINTMENT_WORDS, data['status']) === action.status;
            const isChosen = action.stamping === 'stamped' || !stands;
            return isChosen ? { ...data, status, ...this.stamps(action.stamping) } : null;
          },
          action.stamping === 'stamped',
        );
        if (events !== null) this.count(`set ${action.stamping}`);
        return events;
      }
      case 'retype':
        return this.edit(
          await this.nthDocument(action.appointment, 'appointments'),
          (data) => {
            // Not promised: a person choosing the very value that stands.
            const stands = (textOf(data['type']) ?? 'Visita') === (textOf(action.type) ?? 'Visita');
            const isChosen = action.stamping !== 'foreign' || !stands;
            return isChosen
              ? { ...data, type: action.type, ...this.stamps(action.stamping) }
              : null;
          },
          action.stamping === 'stamped',
        );
      case 'list': {
        const document = await this.nthDocument(action.document, 'appointments', 'enquiries');
        const events = await this.edit(
          document,
          (data) => ({
            ...data,
            listingId: backend.listing(action.listing),
            ...this.stamps(action.isStamped ? 'update' : 'unstamped'),
          }),
          true,
        );
        const isMoved = events !== null && document?.ref.collection === 'enquiries';
        if (isMoved) this.count('enquiry moved');
        return events;
      }
      case 'correctContact': {
        const document = await this.nthDocument(action.document, 'appointments', 'enquiries');
        return this.edit(
          document?.isUsable === true ? document : undefined,
          (data) => ({
            ...data,
            contactId: backend.contacts[data['contactId'] === backend.contacts[0] ? 1 : 0],
            ...this.stamps(action.isStamped ? 'update' : 'unstamped'),
          }),
          true,
        );
      }
      case 'note':
        return this.edit(
          await this.nthDocument(action.document),
          (data) => ({ ...data, notes: 'Llamar antes', ...this.stamps('update') }),
          true,
        );
      case 'details': {
        const document = await this.nthDocument(action.document);
        const others = { appointments: 'startsAt', enquiries: 'origin', visits: 'offer' } as const;
        const other = others[document?.ref.collection ?? 'appointments'];
        const field = action.field === 'other' ? other : action.field;
        return this.edit(
          document,
          (data) => ({
            ...data,
            ...(field === 'startsAt'
              ? this.times(action.value)
              : { [field]: this.detail(field, action.value) }),
            ...this.stamps('update'),
          }),
          true,
        );
      }
      case 'delete':
        return this.remove(await this.nthDocument(action.document), action.expireAt);
      case 'visit': {
        const ref = this.visitRef(action.visit);
        const state = {
          status: spelled(
            action.isPending ? 'visit_pending' : 'visit_done',
            action.spelling,
            action.visit,
          ),
          ...(action.outcome !== null && { outcome: action.outcome }),
          ...(action.offer !== undefined && { offer: action.offer }),
        };
        const existing = (await this.standing()).incarnations.find(
          ({ path, deletedAt }) => path === pathOf(ref) && deletedAt === null,
        );
        if (existing !== undefined) {
          return this.edit(
            existing,
            (data) => ({
              ...data,
              outcome: undefined,
              offer: undefined,
              ...state,
              ...this.stamps(action.stamping),
            }),
            action.stamping === 'stamped',
          );
        }
        const names =
          action.of === null || action.names === 'somebody'
            ? this.pairOf({ contact: action.contact, listing: action.listing ?? 0 })
            : action.names === 'empty'
              ? { contactId: '', listingId: '' }
              : {};
        if (action.of !== null && action.names === 'somebody') this.count('visit names a contact');
        return this.create(ref, {
          ...names,
          ...(action.of !== null && { appointmentId: await this.appointmentIdOf(action.of) }),
          ...state,
          ...this.stamps(action.stamping, true),
        });
      }
      case 'repoint': {
        const visit = await this.nthDocument(action.visit, 'visits');
        const to = action.to === null ? null : await this.appointmentIdOf(action.to);
        const former = (visit?.places ?? []).map(({ place }) => placeName(place));
        const events = await this.edit(
          visit,
          (data) => ({
            ...data,
            appointmentId: to ?? (action.contact === 0 ? '' : undefined),
            ...(to === null && this.pairOf({ ...action, listing: action.listing ?? 0 })),
            ...this.stamps('update'),
          }),
          true,
        );
        if (events === null) return null;
        const now = (await this.standing()).incarnations.find(({ key }) => key === visit?.key);
        const place = now?.places.at(-1)?.place;
        if (place !== undefined && former.includes(placeName(place))) this.count('repointed back');
        return events;
      }
      case 'retract':
        return this.edit(
          await this.nthDocument(action.visit, 'visits'),
          (data) =>
            data['status'] === 'visit_done'
              ? { ...data, status: 'visit_pending', ...this.stamps('stamped') }
              : null,
          true,
        );
      case 'bareSet': {
        const dropped = action.keepsLink ? STAMPS : [...STAMPS, ...SERVER_FIELDS];
        return this.edit(await this.nthDocument(action.document), (data) =>
          Object.fromEntries(Object.entries(data).filter(([field]) => !dropped.includes(field))),
        );
      }
      case 'writeBack': {
        const document = await this.nthDocument(action.document);
        const older = document?.versions.slice(0, -1) ?? [];
        const written = older[action.version % Math.max(1, older.length)]?.data ?? null;
        if (document === undefined || written === null) return null;
        return this.edit(document, (data) => {
          // By the contract's words, a write with a later `leadSync.at` is the server's own.
          if (syncedAt(written) > syncedAt(data)) return null;
          // Nor can anybody tell a `Completed` that the server shows from one that was written back.
          if (isShownByServer(written)) return null;
          const isAppointment = document.ref.collection === 'appointments';
          return isAppointment && action.status !== null
            ? { ...written, status: action.status }
            : written;
        });
      }
      case 'spoil': {
        const document = await this.nthDocument(action.document);
        if (document?.isUsable !== true) return null;
        const { collection } = document.ref;
        const spoilt = {
          enquiries: { channel: 'paloma mensajera' },
          appointments: { contactId: '' },
          visits: { status: 'quizás' },
        }[collection];
        const nth = APPOINTMENT_WORDS.findIndex((word) => word === action.status);
        return this.edit(document, (data) => ({
          ...data,
          ...spoilt,
          ...(collection !== 'visits' &&
            action.status !== null && {
              status: collection === 'enquiries' ? ENQUIRY_WORDS[nth % 3] : action.status,
              ...this.stamps(action.isStamped ? 'stamped' : 'unstamped'),
            }),
        }));
      }
      case 'mend': {
        const { incarnations } = await this.standing();
        const spoiled = incarnations.find(
          ({ deletedAt, isUsable, content }) => deletedAt === null && !isUsable && content !== null,
        );
        return this.mend(spoiled, action.isStamped);
      }
      case 'wait':
        if (backend.wait === undefined) return null;
        backend.wait();
        return nowhere;
      case 'decide': {
        const lead = await this.nthLead(action.lead);
        const to = STATUSES[action.to];
        if (lead === undefined || to === undefined) return null;
        const outcome = to === 'Cerrado' ? action.outcome : null;
        const decided = await backend.decide(lead.pair, to, outcome);
        if (decided === null) return null;
        this.decisions.push(decided);
        return nowhere;
      }
      case 'overwrite': {
        const lead = await this.nthLead(action.lead);
        if (lead === undefined) return null;
        const text = spelled(TYPED_STATUSES[action.text] ?? '', action.spelling, action.lead);
        // Not promised: a person choosing the very value that stands.
        if (text === lead.status) return null;
        // An edit that was overwritten before it was handled was never a decision.
        this.dropTyped(lead);
        const edited = await backend.overwrite(lead.pair, text);
        if (edited === null) return null;
        const status = recognise(STATUSES, text);
        this.count(status === null ? 'typed nonsense' : 'typed a status');
        if (status !== null && status !== edited.before) {
          const outcome = status === 'Cerrado' ? 'lost' : null;
          this.decisions.push({ pair: lead.pair, status, outcome, at: edited.at });
        }
        return [this.addEvent(edited.event, { key: null, isRepairable: true })];
      }
      case 'assign': {
        const lead = await this.nthLead(action.lead);
        const uid = `person-${String(action.person)}`;
        // Not promised: a person choosing the very value that stands. The time of an edit that was typed
        // and not handled yet is that of the lead's last version.
        if (lead === undefined || isTyped(lead) || lead.assignedTo === uid) return null;
        await backend.assign(lead.pair, uid);
        this.assigned.set(nameOf(lead.pair), uid);
        return nowhere;
      }
      case 'followUp': {
        const lead = await this.nthLead(action.lead);
        // The time of an edit that was typed and not handled yet is that of the lead's last version.
        if (lead === undefined || isTyped(lead)) return null;
        const days = [0, 5, 60, null][action.until] ?? null;
        const at = days === null ? null : backend.now() + days * DAY;
        if (at === lead.followUpAt) return null;
        const event = await backend.followUp(lead.pair, at);
        if (at === null) this.followUps.delete(nameOf(lead.pair));
        else this.followUps.set(nameOf(lead.pair), at);
        return [this.addEvent(event, { key: null, isRepairable: true })];
      }
      case 'setListing':
        return [await this.writeListing(action.listing, action.status)];
      case 'erase': {
        const lead = await this.nthLead(action.lead);
        // Not promised: the deletion of a document whose link another system removed.
        const { incarnations } = await this.standing();
        const hasLostLinks = incarnations.some((each) => this.lostItsLink(each));
        return lead === undefined || hasLostLinks ? null : this.erase(action, lead);
      }
      case 'forgetLead': {
        const lead = await this.nthLead(action.lead);
        if (lead === undefined || (await this.hasOrphans(lead))) return null;
        const gone = await this.goesWith(lead);
        if (gone === null) return null;
        await backend.forgetLead(lead.pair);
        this.dropLead(lead.pair, gone);
        this.forgottenPairs.add(nameOf(lead.pair));
        return nowhere;
      }
      case 'putBack': {
        const lead = await this.nthLead(action.lead);
        const backups = lead === undefined ? [] : (this.backups.get(nameOf(lead.pair)) ?? []);
        const backup = backups[action.backup % Math.max(1, backups.length)];
        return lead === undefined ? null : this.putBack(lead, backup);
      }
      case 'foreignEntry': {
        const lead = await this.nthLead(action.lead);
        if (lead === undefined) return null;
        const seq = (lead.history.at(-1)?.seq ?? 0) + action.ahead;
        const name = nameOf(lead.pair);
        const taken = this.foreign.get(name) ?? new Set();
        if (taken.has(seq)) return null;
        await backend.addForeignEntry(lead.pair, seq);
        this.foreign.set(name, taken.add(seq));
        return nowhere;
      }
    }
  }

  /** Makes every document usable again that once was. */
  async mendAll(): Promise<void> {
    const { incarnations } = await this.standing();
    for (const each of incarnations) {
      if (each.deletedAt !== null || each.isUsable || each.content === null) continue;
      this.backend.tick();
      if ((await this.mend(each, false)) !== null) this.count('mend');
    }
  }

  /**
   * A visit whose appointment was mended or came later is linked by its next edit (§2). If that edit would
   * not tell the time of its state, all its events are delivered again instead.
   */
  async editRejectedVisits(): Promise<void> {
    const { incarnations } = await this.standing();
    for (const visit of incarnations) {
      const data = await this.backend.read(visit.ref);
      const { state } = (data?.['leadSync'] ?? {}) as { state?: unknown };
      const isVisit = visit.ref.collection === 'visits' && visit.deletedAt === null;
      if (!isVisit || !visit.isUsable || data === null || state !== 'rejected') continue;
      this.backend.tick();
      const events = visit.isToldByLast
        ? [await this.write(visit.ref, { ...data, notes: 'Otra vez', ...this.stamps('update') })]
        : this.events.filter(({ key }) => key === visit.key);
      for (const event of events) await this.deliver([event], 'one by one');
    }
  }

  private async mend(
    document: Incarnation | undefined,
    isStamped: boolean,
  ): Promise<PlayedEvent<Event>[] | null> {
    const { content, ref } = document ?? {};
    if (document === undefined || content === null || content === undefined) return null;
    const usable = document.versions.findLast((version) => contentOf(version) !== null)?.data;
    return this.edit(document, (data) => ({
      ...data,
      ...(ref?.collection === 'visits'
        ? { status: content.status, appointmentId: usable?.['appointmentId'] }
        : {}),
      ...(ref?.collection === 'enquiries' && { channel: usable?.['channel'] }),
      contactId: usable?.['contactId'],
      ...this.stamps(isStamped ? 'stamped' : 'unstamped'),
    }));
  }

  private async contentFor(
    ref: SourceRef,
    action: Extract<Action, { kind: 'import' }>,
  ): Promise<Fields> {
    const pair = this.pairOf(action);
    if (ref.collection === 'enquiries') {
      const status = ENQUIRY_WORDS[action.status % ENQUIRY_WORDS.length];
      return { ...pair, status, channel: 'email', origin: { portal: 'antiguo' } };
    }
    if (ref.collection === 'appointments') {
      return { ...pair, status: APPOINTMENT_WORDS[action.status], agentId: AGENTS[1] };
    }
    const state = [
      { status: 'visit_pending' },
      { status: 'visit_done' },
      { status: 'visit_done', outcome: 'offer_made' },
      { status: 'visit_done', outcome: 'more_info_needed' },
    ][action.status];
    return action.of === null
      ? { ...this.pairOf({ ...action, listing: action.listing ?? 0 }), ...state }
      : { appointmentId: await this.appointmentIdOf(action.of), ...state };
  }

  /** Sets an enquiry's status: it is answered, dismissed, or open again. */
  private async setEnquiry(
    enquiry: Incarnation | undefined,
    status: string,
    stamping: Stamping,
  ): Promise<PlayedEvent<Event>[] | null> {
    const word = recognise(ENQUIRY_WORDS, status);
    const before = enquiry === undefined ? null : await this.backend.read(enquiry.ref);
    const isOther = recognise(ENQUIRY_WORDS, before?.['status']) !== word;
    const events = await this.edit(
      enquiry,
      (data) => {
        // Not promised: a person choosing the very value that stands.
        const isChosen = stamping === 'stamped' || isOther;
        return isChosen ? { ...data, status, ...this.stamps(stamping) } : null;
      },
      stamping === 'stamped',
    );
    if (events !== null && isOther && word !== null) {
      this.count(word === 'open' ? 'enquiry reopened' : `enquiry ${word}`);
    }
    return events;
  }

  /** When a viewing takes place: soon or in weeks, with or without an end, or one that is none. */
  private times(value: number): Fields {
    const startsAt = this.backend.now() + ([0, 1, 2, 20 * 24 * 3_600][value] ?? 0) * SECOND;
    const minutes = [null, 30, -30, 60][value] ?? null;
    const { timestamp } = this.backend;
    return {
      startsAt: timestamp(startsAt),
      endsAt: minutes === null ? undefined : timestamp(startsAt + minutes * 60 * SECOND),
    };
  }

  private detail(field: 'agentId' | 'prospectId' | 'origin' | 'offer', value: number): unknown {
    if (field === 'offer') return OFFERS[value];
    if (field === 'origin') {
      return [{ portal: 'pisos' }, { campaign: 'radio' }, '', undefined][value];
    }
    const ids = field === 'agentId' ? AGENTS : PROSPECTS;
    return [...ids, '', undefined][value];
  }
}

/** The visits that exist, or that retention took: whose state counts. */
function visitsOf(incarnations: readonly Incarnation[]): Incarnation[] {
  return incarnations.filter(
    ({ ref, deletedAt, isExpired }) =>
      ref.collection === 'visits' && (deletedAt === null || isExpired),
  );
}

function isDocument(
  { path, createTime }: { path: string; createTime: number | null },
  document: Incarnation,
): boolean {
  return (
    path === document.path &&
    (createTime === null || `${path}@${String(createTime)}` === document.key)
  );
}

/** Whether a lead counts a document in the viewing that is named after a path. */
function countsIn(lead: FoundLead, path: string, document: Incarnation): boolean {
  return lead.viewings.some(
    (viewing) =>
      viewing.path === path && viewing.documents.some((each) => isDocument(each, document)),
  );
}

/** Whether somebody typed a status that was not handled yet, and that counts as a decision. */
function isTyped({ status, history }: FoundLead): boolean {
  const typed = recognise(STATUSES, status);
  return typed !== null && typed !== history.at(-1)?.to;
}

function placeName(place: Pair | { appointmentId: string }): string {
  return 'appointmentId' in place ? place.appointmentId : nameOf(place);
}

function sorted(data: Fields): [string, unknown][] {
  return Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
}

function isPassed(expireAt: unknown, now: number): boolean {
  const at = microsOf(expireAt);
  return at !== null && at <= now;
}

/** Whether several leads count a document: one of them was put back. */
function isCountedTwice(leads: readonly FoundLead[], document: Incarnation): boolean {
  const counting = leads.filter(({ viewings }) =>
    viewings.some(({ documents }) => documents.some((each) => isDocument(each, document))),
  );
  return counting.length > 1;
}

/** Whether a document took the place of a former one of its id, whose state would count (§3). */
function takesPlaceOfFormer(document: Incarnation, { incarnations, viewingOf }: Standing): boolean {
  return incarnations.some(
    (each) =>
      each.path === document.path &&
      each.key !== document.key &&
      (each.ref.collection === 'appointments' || each.isExpired) &&
      viewingOf.get(each.key) !== undefined &&
      viewingOf.get(each.key) === viewingOf.get(document.key),
  );
}

function leadIdOf({ data }: Version): unknown {
  return data?.['leadId'];
}

/** Whether the server notes in a document that it shows it as `Completed`. */
function isShownByServer(data: Fields): boolean {
  const sync = data['leadSync'];
  return typeof sync === 'object' && sync !== null && 'completedAt' in sync;
}

function syncedAt(data: Fields): number {
  const sync = data['leadSync'];
  const at = typeof sync === 'object' && sync !== null ? microsOf((sync as Fields)['at']) : null;
  return at ?? -Infinity;
}

/** A word as somebody may type it: decomposed, with blanks, or in capitals. */
function spelled(word: string, spelling: 'canonical' | 'odd', n: number): string {
  if (spelling === 'canonical') return word;
  const odd = [word.normalize('NFD'), ` ${word} `, word.toUpperCase(), word.toLowerCase()];
  return odd[n % odd.length] ?? word;
}
