import { getDoc, updateDoc, type DocumentReference } from 'firebase/firestore';
import { COMPLETED_APPOINTMENT_STATUS } from '../functions/src/domain/documents/appointment';
import {
  answerEnquiry,
  cancelAppointment,
  editAppointment,
  openEnquiry,
  registerVisit,
  scheduleAppointment,
  setAppointmentStatus,
} from '../client/src/index';
import { appointmentRef, enquiryRef, leadRef, waitForDocument, type Client } from './client';

/** The names of the demo's contacts, by id. */
export const CONTACTS: Readonly<Record<string, string>> = {
  'sofia-romero': 'Sofía Romero',
  'pablo-vidal': 'Pablo Vidal',
  'ines-castro': 'Inés Castro',
  'jorge-molina': 'Jorge Molina',
  'elena-prieto': 'Elena Prieto',
  'hugo-serrano': 'Hugo Serrano',
  'nuria-campos': 'Nuria Campos',
  'carla-ortiz': 'Carla Ortiz',
};

/** The names of the demo's listings, by id. */
export const LISTINGS: Readonly<Record<string, string>> = {
  'calle-mayor-12': 'Calle Mayor 12, 3.º B',
  'paseo-del-prado-8': 'Paseo del Prado 8, ático',
  'calle-serrano-45': 'Calle Serrano 45, 1.º A',
  'plaza-del-carmen-3': 'Plaza del Carmen 3, bajo',
};

/** The users who are signed in. */
export interface Clients {
  lucia: Client;
  mateo: Client;
  customer: Client;
}

/** A lead, and every status that it must have had at the end of the story. The last one is its status. */
export interface ExpectedLead {
  leadId: string;
  path: readonly string[];
}

export interface Story {
  title: string;
  play: (clients: Clients, printAction: PrintAction) => Promise<ExpectedLead[]>;
}

/** Takes what somebody does, and returns the function to call with its outcome. */
type PrintAction = (action: string) => PrintOutcome;
export type PrintOutcome = (outcome: string) => void;

const FASE_0 = 'Fase 0: Información Incompleta';

export const STORIES: readonly Story[] = [
  {
    title: 'A viewing is scheduled',
    async play({ lucia }, printAction) {
      const { leadId } = await schedule(lucia, 'sofia-romero', 'calle-mayor-12', printAction);
      return [{ leadId, path: [FASE_0, 'Visita Pendiente'] }];
    },
  },
  {
    title: 'A viewing took place',
    async play({ mateo }, printAction) {
      const { appointment, leadId } = await schedule(
        mateo,
        'pablo-vidal',
        'paseo-del-prado-8',
        printAction,
      );
      const printOutcome = printAction('Mateo sets the appointment to Completed');
      await setAppointmentStatus(mateo, appointment.id, COMPLETED_APPOINTMENT_STATUS);
      await waitForStatus(mateo, leadId, 'Visita Realizada', printOutcome);
      return [{ leadId, path: [FASE_0, 'Visita Pendiente', 'Visita Realizada'] }];
    },
  },
  {
    title: 'An offer during the visit',
    async play({ lucia }, printAction) {
      const { appointment, leadId } = await schedule(
        lucia,
        'ines-castro',
        'calle-serrano-45',
        printAction,
      );
      const printOutcome = printAction('Lucía registers the visit, with an offer of 285,000 €');
      const offer = { amount: 285_000, currency: 'EUR' };
      const visit = { appointmentId: appointment.id, outcome: 'offer_made', offer } as const;
      await registerVisit(lucia, visit);
      await waitForStatus(lucia, leadId, 'Oferta Presentada', printOutcome);
      await waitForDocument(appointment, ({ status }) => status === COMPLETED_APPOINTMENT_STATUS);
      const path = [FASE_0, 'Visita Pendiente', 'Visita Realizada', 'Oferta Presentada'];
      return [{ leadId, path }];
    },
  },
  {
    title: 'A portal’s enquiry becomes a visit, and an offer',
    async play({ lucia }, printAction) {
      const pair = { contactId: 'carla-ortiz', listingId: 'plaza-del-carmen-3' };
      const printOpened = printAction(
        'Lucía enters what Idealista sent: Carla Ortiz asks about Plaza del Carmen 3',
      );
      const origin = { portal: 'Idealista' };
      const agentId = lucia.uid();
      const enquiry = { ...pair, channel: 'portal', origin, agentId } as const;
      const id = await openEnquiry(lucia, enquiry);
      const leadId = await waitForLeadId(enquiryRef(lucia, id));
      await waitForStatus(lucia, leadId, 'Información Solicitada', printOpened);
      const printAnswered = printAction('Lucía has answered it');
      await answerEnquiry(lucia, id);
      await waitForStatus(lucia, leadId, 'Respuesta Pendiente', printAnswered);
      const viewing = await schedule(lucia, pair.contactId, pair.listingId, printAction);
      if (viewing.leadId !== leadId) throw new Error(`One pair has two leads: ${viewing.leadId}`);
      const printOffer = printAction('Lucía registers the visit, with an offer of 190,000 €');
      const offer = { amount: 190_000, currency: 'EUR' };
      const visit = {
        appointmentId: viewing.appointment.id,
        outcome: 'offer_made',
        offer,
      } as const;
      await registerVisit(lucia, visit);
      await waitForStatus(lucia, leadId, 'Oferta Presentada', printOffer);
      const asked = [FASE_0, 'Información Solicitada', 'Respuesta Pendiente'];
      const visited = ['Visita Pendiente', 'Visita Realizada', 'Oferta Presentada'];
      return [{ leadId, path: [...asked, ...visited] }];
    },
  },
  {
    title: 'More information is needed',
    async play({ mateo }, printAction) {
      const { appointment, leadId } = await schedule(
        mateo,
        'jorge-molina',
        'calle-mayor-12',
        printAction,
      );
      const printOutcome = printAction('Mateo registers the visit: more information is needed');
      const visit = { appointmentId: appointment.id, outcome: 'more_info_needed' } as const;
      await registerVisit(mateo, visit);
      await waitForStatus(mateo, leadId, 'Información Solicitada', printOutcome);
      const path = [FASE_0, 'Visita Pendiente', 'Visita Realizada', 'Información Solicitada'];
      return [{ leadId, path }];
    },
  },
  {
    title: 'An appointment is cancelled',
    async play({ lucia }, printAction) {
      const { appointment, leadId } = await schedule(
        lucia,
        'elena-prieto',
        'plaza-del-carmen-3',
        printAction,
      );
      const printOutcome = printAction('Lucía cancels it');
      await cancelAppointment(lucia, appointment.id);
      await waitForStatus(lucia, leadId, 'Información Solicitada', printOutcome);
      return [{ leadId, path: [FASE_0, 'Visita Pendiente', 'Información Solicitada'] }];
    },
  },
  {
    title: 'Two appointments, one lead',
    async play({ lucia, mateo }, printAction) {
      const first = await schedule(lucia, 'hugo-serrano', 'paseo-del-prado-8', printAction);
      const printOutcome = printAction('Mateo schedules another viewing of the same');
      const id = await scheduleAppointment(mateo, {
        contactId: 'hugo-serrano',
        listingId: 'paseo-del-prado-8',
        agentId: mateo.uid(),
      });
      const second = appointmentRef(mateo, id);
      const leadId = await waitForLeadId(second);
      if (leadId !== first.leadId) throw new Error(`One pair has two leads: ${leadId}`);
      printOutcome('the same lead');
      const printCancelled = printAction('Mateo cancels his; Lucía’s still stands');
      const before = JSON.stringify((await getDoc(leadRef(lucia, leadId))).get('updatedAt'));
      await cancelAppointment(mateo, second.id);
      // The status stays the same: only `updatedAt` shows that the event was handled.
      const after = await waitForDocument(
        leadRef(lucia, leadId),
        ({ updatedAt }) => JSON.stringify(updatedAt) !== before,
      );
      printCancelled(`still ${String(after['status'])}`);
      return [{ leadId: first.leadId, path: [FASE_0, 'Visita Pendiente'] }];
    },
  },
  {
    title: 'No listing yet',
    async play({ lucia }, printAction) {
      const printOutcome = printAction(
        'Lucía schedules an appointment with Nuria, for no listing yet',
      );
      const id = await scheduleAppointment(lucia, {
        contactId: 'nuria-campos',
        agentId: lucia.uid(),
      });
      const appointment = appointmentRef(lucia, id);
      const before = await waitForLeadId(appointment);
      await waitForStatus(lucia, before, FASE_0, printOutcome);
      const printMoved = printAction('Nuria has chosen: Calle Serrano 45');
      await editAppointment(lucia, id, { listingId: 'calle-serrano-45' });
      const moved = await waitForDocument(
        appointment,
        ({ leadId }) => typeof leadId === 'string' && leadId !== before,
      );
      const after = String(moved['leadId']);
      await waitForStatus(lucia, after, 'Visita Pendiente', printMoved);
      return [
        { leadId: before, path: [FASE_0, 'Cerrado'] },
        { leadId: after, path: [FASE_0, 'Visita Pendiente'] },
      ];
    },
  },
  {
    title: 'Nobody changes the status by hand',
    async play({ lucia, customer }, printAction) {
      const { leadId } = await schedule(lucia, 'sofia-romero', 'calle-serrano-45', printAction);
      for (const [name, client] of [
        ['Lucía', lucia],
        ['Sofía', customer],
      ] as const) {
        const printOutcome = printAction(`${name} tries to close the lead from her app`);
        printOutcome(
          await describeDenial(updateDoc(leadRef(client, leadId), { status: 'Cerrado' })),
        );
      }
      return [{ leadId, path: [FASE_0, 'Visita Pendiente'] }];
    },
  },
];

async function schedule(
  agent: Client,
  contactId: string,
  listingId: string,
  printAction: PrintAction,
): Promise<{ appointment: DocumentReference; leadId: string }> {
  const name = agent.uid() === 'agente-lucia' ? 'Lucía' : 'Mateo';
  const printOutcome = printAction(
    `${name} schedules a viewing: ${CONTACTS[contactId] ?? contactId}, ${LISTINGS[listingId] ?? listingId}`,
  );
  const id = await scheduleAppointment(agent, {
    contactId,
    listingId,
    prospectId: `ficha-${contactId}`,
    agentId: agent.uid(),
  });
  const appointment = appointmentRef(agent, id);
  const leadId = await waitForLeadId(appointment);
  await waitForStatus(agent, leadId, 'Visita Pendiente', printOutcome);
  return { appointment, leadId };
}

async function waitForLeadId(source: DocumentReference): Promise<string> {
  const linked = await waitForDocument(source, ({ leadId }) => typeof leadId === 'string');
  return String(linked['leadId']);
}

async function waitForStatus(
  client: Client,
  leadId: string,
  status: string,
  printOutcome: PrintOutcome,
): Promise<void> {
  await waitForDocument(leadRef(client, leadId), (lead) => lead['status'] === status);
  printOutcome(status);
}

/** How the rules denied a write. Rejects if they let it through. */
async function describeDenial(write: Promise<void>): Promise<string> {
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
