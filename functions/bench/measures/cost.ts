import { Instances } from '../instances';
import { newAppointment } from '../project';
import type { Measure, Row } from './measure';

/** The requests that each kind of event may make at most; null if the contract sets no limit. */
const MAX_REQUESTS = {
  'an appointment of a new pair': 3,
  'another of the same pair': 2,
  'it is called off: the status stays': 2,
  'its visit, with an offer': 3,
  'the offer is corrected': 3,
  'notes are edited': 0,
  'it moves to another listing': null,
  'it is deleted': 2,
} as const;
export type Kind = keyof typeof MAX_REQUESTS;

export interface Cost {
  read: number;
  written: number;
  rpcs: number;
  /** Events that the server's own writes cause. Each costs an invocation, and no document. */
  comeBack: number;
  /** The appointments among the documents that are written. */
  appointments: number;
}

/** Counts the documents and requests that each kind of event costs Embudo. */
export const cost: Measure = {
  name: 'cost',
  title: 'What an event costs: documents read and written, and requests',
  run: async (_, project) =>
    [...(await measureCosts(project))].map(([what, { read, written, rpcs, comeBack }]): Row => {
      const max = MAX_REQUESTS[what];
      const isTooMuch = max !== null && rpcs > max;
      return {
        what,
        who: 'Embudo',
        found: { read, written, requests: rpcs, 'own events that come back': comeBack },
        ...(isTooMuch && { wrong: `${rpcs} requests instead of ${max}` }),
      };
    }),
};

let costs: Promise<ReadonlyMap<Kind, Cost>> | undefined;

/** The cost of each kind of event, which is counted once in a run. */
export function measureCosts(project: string): Promise<ReadonlyMap<Kind, Cost>> {
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
    await count('an appointment of a new pair', A, plain(newAppointment(by)));
    await count('another of the same pair', B, plain(newAppointment(by)));
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

/** The fields without the server's timestamps, which cannot be sent to another process. */
function plain(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => typeof value === 'string'),
  );
}
