/**
 * A query without an index, which only production refuses. The error is made here, in the words of
 * Firestore's answer.
 */
import { projectId } from '../support/ownProject';
import { checkLeads } from '../../src/index';
import { deliver } from '../support/events';
import { emptyProject } from '../support/emptyProject';
import { failQueries } from '../support/faults';
import { Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';

const logs = catchLogs();
emptyProject(projectId);

const REFUSAL =
  '9 FAILED_PRECONDITION: The query requires an index. You can create it here: https://console.firebase.google.com/…';
const missingIndex = () => Object.assign(new Error(REFUSAL), { code: 9 });
const logged = {
  severity: 'error',
  message: 'A query has no index: deploy firestore.indexes.json',
  facts: { reason: REFUSAL },
};

test('is an error of its own, is not tried again, and leaves the event to its next delivery', async () => {
  const fixture = new Fixture();
  const created = await fixture.appointment('A').create({});
  const faults = failQueries(missingIndex());
  await expect(deliver(created)).rejects.toThrow(REFUSAL);
  faults.remove();
  expect(faults.queries()).toBe(1);
  expect(logs).toEqual([logged]);

  await deliver(created);
  expect((await fixture.lead()).chain.at(-1)).toEqual([
    'Visita Pendiente',
    'appointment.scheduled',
  ]);
});

test('ends the nightly check with the same error', async () => {
  const faults = failQueries(missingIndex());
  await expect(checkLeads.run({ scheduleTime: new Date().toISOString() })).rejects.toThrow(REFUSAL);
  faults.remove();
  expect(logs).toEqual([logged]);
});
