// `npm run schedule -- <contactId> [listingId]`: schedules a viewing as an app does, while `npm start` is up.
import { terminate } from 'firebase/firestore';
import { scheduleAppointment } from '../client/src/index';
import { appointmentRef, leadRef, signIn, waitForDocument } from './client';
import { LUCIA } from './demoUsers';

async function main([contactId, listingId]: string[]): Promise<number> {
  if (contactId === undefined || contactId.startsWith('-')) {
    console.error(
      'Name the contact, and the listing if there is one yet:\n  npm run schedule -- <contactId> [listingId]',
    );
    return 2;
  }
  const lucia = await signIn(LUCIA);
  const id = await scheduleAppointment(lucia, {
    contactId,
    ...(listingId !== undefined && { listingId }),
    agentId: lucia.uid(),
  });
  const appointment = appointmentRef(lucia, id);
  console.log(`${appointment.path} written; waiting for its lead …`);
  const { leadId } = await waitForDocument(appointment, (data) => data['leadId'] !== undefined);
  const lead = await waitForDocument(leadRef(lucia, String(leadId)), () => true);
  console.log(`leads/${leadId} is at «${lead['status']}»`);
  await terminate(lucia.db);
  return 0;
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    const isDown =
      error instanceof Error && /network-request-failed|ECONNREFUSED/.test(String(error));
    console.error(isDown ? 'The emulators are not up: run npm start first.' : String(error));
    process.exit(1);
  },
);
