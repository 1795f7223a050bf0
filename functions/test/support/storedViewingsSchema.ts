/**
 * The viewings of a lead's document as a schema: what `storedViewings.ts` reads by hand. Tests compare the two.
 */
import { z } from 'zod';
import { APPOINTMENT_STATUSES, APPOINTMENT_TYPES } from '../../src/domain/documents/appointment';
import { ENQUIRY_STATUSES } from '../../src/domain/documents/enquiry';
import { sourceKey, type SourceKey } from '../../src/domain/documents/sourceRef';
import { offerSchema, VISIT_OUTCOMES, VISIT_STATUSES } from '../../src/domain/documents/visit';
import { keyOf } from '../../src/domain/fields';
import { timestampSchema } from '../../src/domain/time';
import type { LeadViewings } from '../../src/domain/viewings/storedViewings';
import {
  newViewing,
  type AppointmentState,
  type EnquiryState,
  type Move,
  type Viewing,
  type VisitState,
} from '../../src/domain/viewings/viewing';

/** `removed` is the state of a deleted document. */
const orRemoved = <Schema extends z.ZodType>(status: Schema) =>
  z.union([z.literal('removed'), status]);

const optionalTime = timestampSchema.optional();

/** An entry holds its document's id itself if the id is too long to be a key. */
const idField = { id: z.string().optional() };

const documentFields = {
  at: timestampSchema,
  by: timestampSchema,
  made: optionalTime,
  open: optionalTime,
  gone: z.literal(true).optional(),
};

type StoredDocument = z.infer<z.ZodObject<typeof documentFields>>;

/** What all kinds of documents have, with what follows from the rest. */
function documentOf({ at, by: version, made: createTime = version, open, gone }: StoredDocument) {
  return { at, version, createTime, openedAt: open ?? createTime, isDeleted: gone ?? false };
}

const storedVisitSchema = z
  .object({
    ...idField,
    ...documentFields,
    status: orRemoved(z.enum(VISIT_STATUSES)),
    outcome: z.enum(VISIT_OUTCOMES).optional(),
    offer: offerSchema.optional(),
    info: optionalTime,
  })
  .transform(({ id, status, outcome = null, offer, info, ...stored }) => {
    const document = documentOf(stored);
    const details = { amount: offer?.amount ?? null, currency: offer?.currency ?? null };
    const detailsVersion = info ?? document.version;
    const state: VisitState = { ...document, status, outcome, ...details, detailsVersion };
    return { id, state };
  });
type StoredVisit = z.infer<typeof storedVisitSchema>;

const storedAppointmentFields = {
  ...documentFields,
  status: orRemoved(keyOf(APPOINTMENT_STATUSES)),
  type: z.enum(APPOINTMENT_TYPES).optional(),
  agent: z.string().optional(),
  prospect: z.string().optional(),
  from: optionalTime,
  to: optionalTime,
  info: optionalTime,
  /** `shownCompletedAt`. */
  show: optionalTime,
};
type StoredAppointment = z.infer<z.ZodObject<typeof storedAppointmentFields>>;

function appointmentOf(stored: StoredAppointment): AppointmentState {
  const { status, type = 'Visita' } = stored;
  const document = documentOf(stored);
  return {
    ...document,
    status,
    type,
    agentId: stored.agent ?? null,
    prospectId: stored.prospect ?? null,
    startsAt: stored.from ?? null,
    endsAt: stored.to ?? null,
    detailsVersion: stored.info ?? document.version,
    shownCompletedAt: stored.show ?? null,
  };
}

const storedEnquirySchema = z
  .object({
    ...idField,
    ...documentFields,
    status: orRemoved(keyOf(ENQUIRY_STATUSES)),
    agent: z.string().optional(),
    prospect: z.string().optional(),
    portal: z.string().optional(),
    campaign: z.string().optional(),
    info: optionalTime,
  })
  .transform(({ id, status, ...stored }) => {
    const document = documentOf(stored);
    const enquiry: EnquiryState = {
      ...document,
      status,
      agentId: stored.agent ?? null,
      prospectId: stored.prospect ?? null,
      portal: stored.portal ?? null,
      campaign: stored.campaign ?? null,
      detailsVersion: stored.info ?? document.version,
    };
    return { id, enquiry };
  });

const storedMoveSchema = z.object({
  ...idField,
  movedTo: z.object({ at: timestampSchema, leadId: z.string() }),
});

const visitsField = {
  visits: z
    .record(z.string(), storedVisitSchema)
    .optional()
    .transform((visits = {}) => visitsById(visits)),
};

const appointmentViewingSchema = z
  .object({ ...idField, ...visitsField, ...storedAppointmentFields })
  .transform(({ id, visits, ...stored }) => ({ id, visits, appointment: appointmentOf(stored) }));

/** Visits of an appointment of which no state is known. */
const storedVisitsSchema = z
  .strictObject({ ...idField, ...visitsField })
  .transform((stored) => ({ ...stored, appointment: null }));

/** The entries of a lead's viewings, by collection. */
export const storedViewingsSchema = z.object({
  enquiries: z
    .record(z.string(), z.union([storedMoveSchema, storedEnquirySchema]))
    .optional()
    .transform((enquiries) => enquiries ?? {}),
  appointments: z.record(
    z.string(),
    z.union([storedMoveSchema, appointmentViewingSchema, storedVisitsSchema]),
  ),
  visits: z.record(z.string(), z.union([storedMoveSchema, storedVisitSchema])),
});

/** What the schema reads. */
export function viewingsOf({
  enquiries,
  appointments,
  visits,
}: z.infer<typeof storedViewingsSchema>): LeadViewings {
  const viewings = new Map<SourceKey, Viewing>();
  const moves = new Map<SourceKey, Move>();
  for (const [key, entry] of Object.entries(enquiries)) {
    const ref = refOf('enquiries', key, entry.id);
    if ('movedTo' in entry) moves.set(sourceKey(ref), entry.movedTo);
    else viewings.set(sourceKey(ref), { ...newViewing(ref), enquiry: entry.enquiry });
  }
  for (const [key, entry] of Object.entries(appointments)) {
    const ref = refOf('appointments', key, entry.id);
    if ('movedTo' in entry) moves.set(sourceKey(ref), entry.movedTo);
    else {
      const { appointment, visits: recorded } = entry;
      viewings.set(sourceKey(ref), { ...newViewing(ref), appointment, visits: recorded });
    }
  }
  for (const [key, entry] of Object.entries(visits)) {
    const ref = refOf('visits', key, entry.id);
    if ('movedTo' in entry) moves.set(sourceKey(ref), entry.movedTo);
    else {
      const own = new Map([[ref.id, entry.state]]);
      viewings.set(sourceKey(ref), { ...newViewing(ref), visits: own });
    }
  }
  return { viewings, moves };
}

function refOf<Collection extends string>(collection: Collection, key: string, id = key) {
  return { collection, id };
}

function visitsById(visits: Readonly<Record<string, StoredVisit>>): Map<string, VisitState> {
  return new Map(Object.entries(visits).map(([key, { id = key, state }]) => [id, state]));
}
