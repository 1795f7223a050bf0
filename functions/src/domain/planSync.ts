import { createLead, openLead, updateLead, type LeadChange } from './changeLead';
import { REASONS, type ChainEnd, type Explanation, type HistoryEntry } from './history';
import type { AppointmentType } from './appointment';
import type { StoredLead } from './lead';
import type { Pair } from './leadId';
import { joinViewings, takenFrom, withoutDocument, withViewing } from './moveViewing';
import { explainAll, newViewing, seeDocument } from './seeDocument';
import { sightingOfRead, type Sighting, type SourceDocument } from './sourceDocument';
import type { Micros } from './time';
import {
  completedByVisitAt,
  holds,
  isHere,
  knownVersion,
  statesOf,
  viewingKey,
  withAppointmentCompleted,
  type SourceRef,
  type Viewing,
  type Viewings,
} from './viewing';

/** All that the sync of one document is decided on, as it was read. */
export interface SyncFacts {
  /** What the event told. */
  sighting: Sighting;
  /**
   * The newest version of the document that has been read: of a deleted one its last, or that of the
   * document that stands under its id since.
   */
  document: SourceDocument;
  /** Whether that document is taken for deleted. */
  isGone: boolean;
  /** The viewing that the document belongs to. */
  viewing: SourceRef;
  /** The pair that it belongs to; null where only the lead that holds it can tell. */
  pair: Pair | null;
  /** The appointment of a visit, where that was read. */
  appointment: SourceDocument | null;
  target: Target;
  /**
   * The leads and viewings that hold the document until now, where these are others: more than one only
   * where it was created again under its id before all was told of its former self.
   */
  formers: readonly Former[];
}

/** The lead that a document belongs to; `lead` is null where it has to be created. */
export interface Target {
  id: string;
  lead: StoredLead | null;
  /** The end of the history that stands under its id, where that was read. */
  chainEnd: ChainEnd | null;
}

export interface Former {
  lead: StoredLead;
  viewing: Viewing;
  chainEnd: ChainEnd | null;
  /** The visits that go along when the viewing goes to another lead, as they stand. */
  visits: readonly SourceDocument[];
}

/** What is to be committed, all or nothing. */
export interface SyncPlan {
  leads: readonly LeadWrite[];
  links: readonly LinkWrite[];
  /** The deleted document that this was decided on: it must not be there again. */
  gone: SourceRef | null;
  /** History entries that were damaged, and are put right. */
  rewrites: readonly EntryRewrite[];
}

export const EMPTY_PLAN: SyncPlan = { leads: [], links: [], gone: null, rewrites: [] };

export function isEmpty({ leads, links }: SyncPlan): boolean {
  return leads.length === 0 && links.length === 0;
}

/** A lead's change; `version` is the `updateTime` that it was decided on, null where the lead is new. */
export interface LeadWrite {
  id: string;
  version: Micros | null;
  change: LeadChange;
}

/** What a damaged history entry has to say; other fields of it stay as they are. */
export interface EntryRewrite {
  leadId: string;
  seq: number;
  /** The `updateTime` of the entry that this was decided on. */
  version: Micros;
  fields: Partial<HistoryEntry>;
}

/** A document's back-link to its lead. */
export interface LinkWrite {
  ref: SourceRef;
  /** The `updateTime` of the version that this was decided on. */
  version: Micros;
  leadId: string;
  /** False for a document that stays rejected while its viewing goes to another lead. */
  isUsable: boolean;
  /** The time of the visit that completed this appointment; null where none did. */
  completedAt: Micros | null;
}

/**
 * Decides what one event of an appointment or a visit changes (contract, sections 3 and 4): the
 * viewing that knows it, the status of the lead that has the viewing (and of the one it leaves), and
 * the back-links of its documents. An empty plan where the event changes nothing.
 *
 * The back-link of a document is written with every plan that brings its viewing to a lead, so that
 * two such plans cannot both be committed: a viewing is on one lead. A deleted document has no
 * back-link; its plan is for as long as it is gone.
 */
export function planSync(facts: SyncFacts): SyncPlan {
  const { sighting, document, target, formers, appointment } = facts;
  const left = formers.filter(({ lead }) => lead.id !== target.id);
  const here = target.lead?.viewings?.get(viewingKey(facts.viewing)) ?? null;

  const arriving = arrivingViewing(facts, here);
  const seen = seeAll(arriving, facts);
  const completion = completionOf(seen.viewing, facts, arriving.appointment !== null);
  const viewing =
    completion === null ? seen.viewing : withAppointmentCompleted(seen.viewing, completion);

  const explanations = [
    ...seen.explanations,
    ...(formers.length === 0 ? [] : explainAll(arriving, sighting.actor)),
  ];
  const [first, ...others] =
    explanations.length > 0 ? explanations : explainAll(viewing, sighting.actor);
  if (first === undefined) return EMPTY_PLAN;

  const opened = openTarget(facts, seen.viewing);
  const change = updateLead(
    opened,
    {
      viewings: withViewing(viewingsBesides(facts, opened.lead.viewings), viewing),
      ...broughtBy(facts, here),
    },
    [first, ...others],
  );
  const leads: LeadWrite[] = [
    { id: target.id, version: target.lead?.version ?? null, change },
    ...left.map((former) => ({
      id: former.lead.id,
      version: former.lead.version,
      change: leave(facts, former),
    })),
  ];
  const linked = [
    ...(!facts.isGone && (left.length > 0 || needsLink(facts, here)) ? [document] : []),
    ...(appointment !== null && !isHere(here) && !isLinked(appointment, target.id)
      ? [appointment]
      : []),
    ...(completion === null ? [] : [completion.document]),
    ...left.flatMap(({ visits }) => visits),
  ];
  const changed = leads.filter(({ change: { isChanged } }) => isChanged);
  return {
    ...EMPTY_PLAN,
    leads: changed,
    gone: facts.isGone && changed.length > 0 ? document.ref : null,
    links: [...new Set(linked)].map((source) => ({
      ref: source.ref,
      version: source.updateTime,
      leadId: target.id,
      isUsable: source.content !== null,
      completedAt: source === completion?.document ? completion.at : null,
    })),
  };
}

/** The document's viewing as it stands on its lead, or as it comes there, before the event is seen. */
function arrivingViewing({ document, viewing, formers }: SyncFacts, here: Viewing | null): Viewing {
  const coming = formers.map((former) => takenFrom(former.viewing, document, viewing));
  const [first, ...others] = coming;
  if (first !== undefined) return others.reduce(joinViewings, joinViewings(here, first));
  if (here === null) return newViewing(viewing, document.createTime);
  return here.left === null ? here : { ...here, left: null };
}

/** The viewing after the event, and after its appointment where nothing is known of that yet. */
function seeAll(
  arriving: Viewing,
  { sighting, appointment }: SyncFacts,
): { viewing: Viewing; explanations: Explanation[] } {
  const read =
    appointment === null || arriving.appointment !== null ? null : sightingOfRead(appointment);
  let viewing = arriving;
  const explanations: Explanation[] = [];
  for (const each of [sighting, read]) {
    if (each === null) continue;
    const seen = seeDocument(viewing, each);
    viewing = seen.viewing;
    if (seen.explanation !== null) explanations.push(seen.explanation);
  }
  return { viewing, explanations };
}

/**
 * The appointment that its visit completes, and the visit's time (contract, section 4, both
 * directions). An appointment that may have been set to a new date meanwhile is left alone: where no
 * event has told of it yet and it was written after the visit, its own event is on its way, and
 * completes it if that is right.
 */
function completionOf(
  viewing: Viewing,
  { document, appointment, sighting }: SyncFacts,
  isKnown: boolean,
): { document: SourceDocument; at: Micros; type: AppointmentType; version: Micros } | null {
  const at = completedByVisitAt(viewing);
  const own = document.ref.collection === 'appointments' ? document : appointment;
  if (at === null || own === null || sighting.deletedAt !== null) return null;
  const { content, stamps, updateTime } = own;
  if (content?.collection !== 'appointments' || content.status !== 'Scheduled') return null;
  const isUntold = !isKnown && own !== document && updateTime > document.updateTime;
  const isReset = stamps.statusAt !== null && stamps.statusAt > at;
  return isUntold || isReset
    ? null
    : { document: own, at, type: content.type, version: updateTime };
}

function openTarget({ target, pair, document, sighting }: SyncFacts, viewing: Viewing): LeadChange {
  if (target.lead !== null) return openLead(target.lead, target.chainEnd);
  if (pair === null) throw new Error('A lead that does not exist holds no viewing');
  const source = viewing.ref.collection === 'appointments' ? 'Appointment' : 'Visit';
  return createLead(pair, source, target.chainEnd, {
    source: document.ref,
    actor: sighting.actor,
    effectiveAt: Math.min(...statesOf(viewing).map(({ at }) => at)),
  });
}

/** The viewings of the document's lead, less its state in another viewing there that it leaves. */
function viewingsBesides({ document, target, formers }: SyncFacts, viewings: Viewings): Viewings {
  const former = formers.find(({ lead }) => lead.id === target.id);
  if (former === undefined) return viewings;
  const left = { at: document.updateTime, leadId: target.id };
  return withoutDocument(viewings, former.viewing, document.ref, left);
}

/** The lead that the document leaves: it is derived again without it (contract, section 3). */
function leave({ document, target, sighting }: SyncFacts, former: Former): LeadChange {
  const opened = openLead(former.lead, former.chainEnd);
  const left = { at: document.updateTime, leadId: target.id };
  const viewings = withoutDocument(opened.lead.viewings, former.viewing, document.ref, left);
  const explanation: Explanation = {
    cause: 'lead.moved',
    reason: REASONS['lead.moved'],
    source: document.ref,
    actor: sighting.actor,
    effectiveAt: left.at,
  };
  return updateLead(opened, { viewings }, [explanation]);
}

/** What the lead may lack and a document that is new to it brings (contract, section 2). */
function broughtBy(
  { sighting, appointment }: SyncFacts,
  here: Viewing | null,
): { prospectId?: string | null; assignedTo?: string | null } {
  const isNew = isNewTo(here, sighting.document);
  const content = appointment?.content ?? (isNew ? sighting.content : null);
  if (content?.collection !== 'appointments') return {};
  return { prospectId: content.prospectId, assignedTo: content.agentId };
}

/**
 * Whether the back-link has to be written: the document comes to the lead, or lost the link. An event
 * that comes again tells of a version that had none yet, and has one since; but one that was read as it
 * stands, and names another lead, was left behind when that was merged into this one.
 */
function needsLink({ document, target, sighting }: SyncFacts, here: Viewing | null): boolean {
  const { ref, leadId, updateTime } = document;
  if (here?.left !== null || !holds(here, ref)) return true;
  if (isLinked(document, target.id)) return false;
  const isLeftBehind =
    sighting.brought === 'unknown' && leadId !== null && updateTime === knownVersion(here, ref);
  return isLeftBehind || isNewTo(here, document);
}

function isNewTo(here: Viewing | null, { ref, updateTime }: SourceDocument): boolean {
  const known = here?.left === null ? knownVersion(here, ref) : null;
  return known === null || updateTime > known;
}

function isLinked({ leadId, leadSync }: SourceDocument, id: string): boolean {
  return leadId === id && leadSync?.state === 'linked';
}
