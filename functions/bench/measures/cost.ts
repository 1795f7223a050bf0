import { Instances } from '../instances';
import { appointmentOf } from '../project';
import type { Measure, Row } from './measure';

/** Kinds of events, and the requests that each may make; null where the contract does not say. */
export const KINDS = {
  'an appointment of a new pair': 3,
  'another of the same pair': 2,
  'it is called off: the status stays': 2,
  'its visit, with an offer': 3,
  'the offer is corrected': 3,
  'notes are edited': 0,
  'it moves to another listing': null,
  'it is deleted': 2,
} as const;
export type Kind = keyof typeof KINDS;

export interface Cost {
  read: number;
  written: number;
  rpcs: number;
  /** Events that the server's own writes cause, which cost an invocation each and no document. */
  comeBack: number;
  /** Of the documents that are written, appointments. */
  appointments: number;
}

/** What each kind of event costs Embudo: documents, and requests to Firestore. */
export const cost: Measure = {
  name: 'cost',
  title: 'What an event costs: documents read and written, and requests',
  run: async (_, project) =>
    [...(await costsOf(project))].map(([what, { read, written, rpcs, comeBack }]): Row => {
      const most = KINDS[what];
      const isTooMuch = most !== null && rpcs > most;
      return {
        what,
        who: 'Embudo',
        found: { read, written, requests: rpcs, 'own events that come back': comeBack },
        ...(isTooMuch && { wrong: `${rpcs} requests instead of ${most}` }),
      };
    }),
};

let costs: Promise<ReadonlyMap<Kind, Cost>> | undefined;

/** What each kind of event costs; counted once in a run. */
export function costsOf(project: string): Promise<ReadonlyMap<Kind, Cost>> {
  return (costs ??= countCosts(project));
}

/** Counts each kind of event once, on one pair. */
async function countCosts(project: string): Promise<ReadonlyMap<Kind, Cost>> {
  const instance = new Instances(project);
  const costs = new Map<Kind, Cost>();
  const by = `contacto-coste-${Date.now()}`;
  const [A, B, V] = [`appointments/${by}-A`, `appointments/${by}-B`, `visits/${by}-V`];
  const count = async (
    kind: Kind,
    path: string,
    fields: Record<string, unknown> | null,
  ): Promise<void> => {
    const { traffic, comeBack } = await instance.write(path, fields);
    const all = Object.values(comeBack).reduce((sum, each) => sum + each, 0);
    costs.set(kind, { ...traffic, comeBack: all, appointments: comeBack['appointments'] ?? 0 });
  };
  const visit = { appointmentId: `${by}-A`, status: 'visit_done', outcome: 'offer_made' };
  try {
    await count('an appointment of a new pair', A, plain(appointmentOf(by)));
    await count('another of the same pair', B, plain(appointmentOf(by)));
    await count('it is called off: the status stays', B, { status: 'Cancelled' });
    await count('its visit, with an offer', V, visit);
    await count('the offer is corrected', V, { outcome: 'more_info_needed' });
    await count('notes are edited', A, { notes: 'Llamar antes' });
    await count('it moves to another listing', B, { listingId: `otro-piso-de-${by}` });
    await count('it is deleted', B, null);
  } finally {
    await instance.end();
  }
  return costs;
}

/** Without what cannot be sent to another process: the server's timestamps. */
function plain(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => typeof value === 'string'),
  );
}
