import { getDoc, updateDoc, type DocumentReference } from 'firebase/firestore';
import { untilDocument, type Client } from './client';

/** What people read in the place of the demo's ids. */
export const CONTACTS: Readonly<Record<string, string>> = {
  'sofia-romero': 'Sofía Romero',
  'pablo-vidal': 'Pablo Vidal',
  'ines-castro': 'Inés Castro',
  'jorge-molina': 'Jorge Molina',
  'elena-prieto': 'Elena Prieto',
  'hugo-serrano': 'Hugo Serrano',
  'nuria-campos': 'Nuria Campos',
};
export const LISTINGS: Readonly<Record<string, string>> = {
  'calle-mayor-12': 'Calle Mayor 12, 3.º B',
  'paseo-del-prado-8': 'Paseo del Prado 8, ático',
  'calle-serrano-45': 'Calle Serrano 45, 1.º A',
  'plaza-del-carmen-3': 'Plaza del Carmen 3, bajo',
};

/** The people who are signed in. */
export interface Cast {
  lucia: Client;
  mateo: Client;
  customer: Client;
}

/** Where a lead has to be in the end, and every status on its way there. */
export interface Expected {
  leadId: string;
  path: readonly string[];
}

export interface Story {
  title: string;
  play: (cast: Cast, tell: (scene: string) => Teller) => Promise<Expected[]>;
}

/** Told when the scene's lead got where it should, or that it was refused. */
export type Teller = (outcome: string) => void;

const FASE_0 = 'Fase 0: Información Incompleta';

export const STORIES: readonly Story[] = [
  {
    title: 'A viewing is scheduled',
    async play({ lucia }, tell) {
      const { leadId } = await schedule(lucia, 'sofia-romero', 'calle-mayor-12', tell);
      return [{ leadId, path: [FASE_0, 'Visita Pendiente'] }];
    },
  },
  {
    title: 'A viewing took place',
    async play({ mateo }, tell) {
      const { appointment, leadId } = await schedule(
        mateo,
        'pablo-vidal',
        'paseo-del-prado-8',
        tell,
      );
      const told = tell('Mateo sets the appointment to Completed');
      await mateo.setStatus(appointment, 'Completed');
      await reach(mateo, leadId, 'Visita Realizada', told);
      return [{ leadId, path: [FASE_0, 'Visita Pendiente', 'Visita Realizada'] }];
    },
  },
  {
    title: 'An offer during the visit',
    async play({ lucia }, tell) {
      const { appointment, leadId } = await schedule(
        lucia,
        'ines-castro',
        'calle-serrano-45',
        tell,
      );
      const told = tell('Lucía registers the visit, with an offer of 285,000 €');
      const offer = { amount: 285_000, currency: 'EUR' };
      await lucia.registerVisit(appointment, { outcome: 'offer_made', offer });
      await reach(lucia, leadId, 'Oferta Presentada', told);
      await untilDocument(appointment, ({ status }) => status === 'Completed');
      const path = [FASE_0, 'Visita Pendiente', 'Visita Realizada', 'Oferta Presentada'];
      return [{ leadId, path }];
    },
  },
  {
    title: 'More information is needed',
    async play({ mateo }, tell) {
      const { appointment, leadId } = await schedule(mateo, 'jorge-molina', 'calle-mayor-12', tell);
      const told = tell('Mateo registers the visit: more information is needed');
      await mateo.registerVisit(appointment, { outcome: 'more_info_needed' });
      await reach(mateo, leadId, 'Información Solicitada', told);
      const path = [FASE_0, 'Visita Pendiente', 'Visita Realizada', 'Información Solicitada'];
      return [{ leadId, path }];
    },
  },
  {
    title: 'An appointment is cancelled',
    async play({ lucia }, tell) {
      const { appointment, leadId } = await schedule(
        lucia,
        'elena-prieto',
        'plaza-del-carmen-3',
        tell,
      );
      const told = tell('Lucía cancels it');
      await lucia.setStatus(appointment, 'Cancelled');
      await reach(lucia, leadId, 'Información Solicitada', told);
      return [{ leadId, path: [FASE_0, 'Visita Pendiente', 'Información Solicitada'] }];
    },
  },
  {
    title: 'Two appointments, one lead',
    async play({ lucia, mateo }, tell) {
      const first = await schedule(lucia, 'hugo-serrano', 'paseo-del-prado-8', tell);
      const told = tell('Mateo schedules another viewing of the same');
      const second = await mateo.schedule({
        contactId: 'hugo-serrano',
        listingId: 'paseo-del-prado-8',
        agentId: mateo.uid,
      });
      const leadId = await leadIdOf(second);
      if (leadId !== first.leadId) throw new Error(`One pair has two leads: ${leadId}`);
      told('the same lead');
      const toldOfCancelling = tell('Mateo cancels his; Lucía’s still stands');
      const before = JSON.stringify((await getDoc(lucia.lead(leadId))).get('updatedAt'));
      await mateo.setStatus(second, 'Cancelled');
      // The status stays: that the lead has heard of it is told by the time of its last change.
      const after = await untilDocument(
        lucia.lead(leadId),
        ({ updatedAt }) => JSON.stringify(updatedAt) !== before,
      );
      toldOfCancelling(`still ${String(after['status'])}`);
      return [{ leadId: first.leadId, path: [FASE_0, 'Visita Pendiente'] }];
    },
  },
  {
    title: 'No listing yet',
    async play({ lucia }, tell) {
      const told = tell('Lucía schedules an appointment with Nuria, for no listing yet');
      const appointment = await lucia.schedule({ contactId: 'nuria-campos', agentId: lucia.uid });
      const before = await leadIdOf(appointment);
      await reach(lucia, before, FASE_0, told);
      const toldOfListing = tell('Nuria has chosen: Calle Serrano 45');
      await lucia.edit(appointment, { listingId: 'calle-serrano-45' });
      const moved = await untilDocument(
        appointment,
        ({ leadId }) => typeof leadId === 'string' && leadId !== before,
      );
      const after = String(moved['leadId']);
      await reach(lucia, after, 'Visita Pendiente', toldOfListing);
      return [
        { leadId: before, path: [FASE_0, 'Cerrado'] },
        { leadId: after, path: [FASE_0, 'Visita Pendiente'] },
      ];
    },
  },
  {
    title: 'Nobody changes the status by hand',
    async play({ lucia, customer }, tell) {
      const { leadId } = await schedule(lucia, 'sofia-romero', 'calle-serrano-45', tell);
      for (const [name, client] of [
        ['Lucía', lucia],
        ['Sofía', customer],
      ] as const) {
        const told = tell(`${name} tries to close the lead from her app`);
        told(await refusal(updateDoc(client.lead(leadId), { status: 'Cerrado' })));
      }
      return [{ leadId, path: [FASE_0, 'Visita Pendiente'] }];
    },
  },
];

async function schedule(
  agent: Client,
  contactId: string,
  listingId: string,
  tell: (scene: string) => Teller,
): Promise<{ appointment: DocumentReference; leadId: string }> {
  const name = agent.uid === 'agente-lucia' ? 'Lucía' : 'Mateo';
  const told = tell(
    `${name} schedules a viewing: ${CONTACTS[contactId] ?? contactId}, ${LISTINGS[listingId] ?? listingId}`,
  );
  const appointment = await agent.schedule({
    contactId,
    listingId,
    prospectId: `ficha-${contactId}`,
    agentId: agent.uid,
  });
  const leadId = await leadIdOf(appointment);
  await reach(agent, leadId, 'Visita Pendiente', told);
  return { appointment, leadId };
}

async function leadIdOf(appointment: DocumentReference): Promise<string> {
  const linked = await untilDocument(appointment, ({ leadId }) => typeof leadId === 'string');
  return String(linked['leadId']);
}

async function reach(client: Client, leadId: string, status: string, told: Teller): Promise<void> {
  await untilDocument(client.lead(leadId), (lead) => lead['status'] === status);
  told(status);
}

/** Resolves to what people read of a refusal; rejects where the rules let the write through. */
async function refusal(write: Promise<void>): Promise<string> {
  try {
    await write;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'permission-denied') {
      return 'denied by the rules';
    }
    throw error;
  }
  throw new Error('The rules let a client change the status of a lead');
}
