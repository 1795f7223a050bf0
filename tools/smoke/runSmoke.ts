import { database } from '../../functions/src/firestore/database';
import { leadPath } from '../../functions/src/firestore/paths';
import { Interrupt } from '../lib/interrupt';
import { printLines } from '../lib/print';
import {
  confirmWrite,
  explainErrors,
  useTarget,
  type Target,
  type ToolOptions,
} from '../lib/target';
import { getMessage, ToolError } from '../lib/toolError';
import { BoardWindow } from './boardWindow';
import { runNightlyCheck } from './nightlyCheck';
import { createPeople, findAppointmentIds, newTrial, removeTrial, type Trial } from './trial';
import { waitFor } from './waitFor';

const SCHEDULED = 'Visita Pendiente';
const MOVED = 'Información Solicitada';

/** Tries the project, prints each step, and removes what it made: also after a failure or Ctrl-C. */
export async function runSmoke(options: ToolOptions, board?: string): Promise<void> {
  const target = useTarget(options);
  const address = board ?? defaultBoard(target);
  const trial = newTrial();
  await confirmWrite(
    target,
    `Create a temporary admin, a customer, an appointment and a lead (${trial.id}), try the board at ${address}, and remove them again`,
  );
  const interrupt = new Interrupt();
  let failure: unknown = null;
  try {
    await explainErrors(target, () => tryProject(target, address, trial, interrupt));
  } catch (error) {
    failure = error;
  }
  try {
    await step('everything that this made is removed', () => removeTrial(trial));
  } catch (error) {
    throw new ToolError(
      `${getMessage(error)}\nWhat may be left: two users and documents whose addresses and contactId begin with ${trial.id}. Remove them in the console.`,
    );
  } finally {
    interrupt.end();
  }
  if (failure !== null) throw failure instanceof Error ? failure : new Error(getMessage(failure));
  printLines(`${target.projectId} works from end to end.`);
}

function defaultBoard({ projectId, isReal }: Target): string {
  if (isReal) return `https://${projectId}.web.app`;
  return `http://${process.env['HOSTING_EMULATOR_HOST'] ?? '127.0.0.1:5002'}`;
}

async function tryProject(
  target: Target,
  address: string,
  trial: Trial,
  interrupt: Interrupt,
): Promise<void> {
  const board = await BoardWindow.open(address);
  try {
    for (const [title, work] of listSteps(target, trial, board)) {
      if (interrupt.isRequested()) throw new ToolError('Interrupted.');
      await step(title, work);
    }
  } finally {
    await board.close();
  }
}

type Step = readonly [title: string, work: () => Promise<unknown>];

function listSteps(target: Target, trial: Trial, board: BoardWindow): Step[] {
  const { id, leadId, admin, customer } = trial;
  const lead = database().doc(leadPath(leadId));
  const isAt = (status: string) =>
    waitFor(
      `leads/${leadId} is at «${status}»`,
      async () => (await lead.get()).get('status') === status,
    );
  const opens = (path: string, heading: string): Step => [
    `${path} opens`,
    () => board.visit(path, heading),
  ];
  const registerVisit = async () => {
    const [appointmentId = ''] = await findAppointmentIds(trial);
    await board.visit(`/calendario/visita/${appointmentId}`, 'Registrar visita');
  };
  return [
    ['a temporary admin and a customer are created', () => createPeople(trial)],
    ['the admin signs in on the board', () => board.signIn(admin)],
    ['the admin schedules a viewing', () => board.schedule(id)],
    ['the appointment has become a lead', () => isAt(SCHEDULED)],
    opens('/embudo', 'Embudo'),
    opens(`/embudo/${leadId}`, 'Embudo'),
    opens('/calendario', 'Agenda'),
    ['/calendario/visita opens', registerVisit],
    opens('/informes', 'Informes'),
    opens('/rechazados', 'Documentos rechazados'),
    ['the admin moves the lead', () => board.move(leadId, MOVED)],
    ['the move is recorded', () => isAt(MOVED)],
    ['the customer signs in on the board', () => board.signIn(customer)],
    opens('/mis-citas', 'Mis citas'),
    ['the nightly check runs', () => runNightlyCheck(target)],
  ];
}

/** Does a step, and prints how it ended. */
async function step(title: string, work: () => Promise<unknown>): Promise<void> {
  const begun = Date.now();
  try {
    await work();
    printLines(`  ok      ${title} (${((Date.now() - begun) / 1_000).toFixed(1)} s)`);
  } catch (error) {
    printLines(`  FAILED  ${title}`);
    throw new ToolError(getMessage(error));
  }
}
