import {
  APPOINTMENT_STATUS_LIST,
  INITIAL_APPOINTMENT_STATUS,
  statusesSetBy,
} from '../../src/domain/documents/appointment';
import { readAppointmentRules } from '../support/appointmentRules';
import { RULES } from '../support/ruleSections';

describe('the table of statuses and firestore.rules', () => {
  const rules = readAppointmentRules(RULES);
  test('list the same statuses', () => {
    expect([...rules.statuses].sort()).toEqual([...APPOINTMENT_STATUS_LIST].sort());
  });
  test('let staff and contacts set the same statuses', () => {
    expect([...rules.statuses].sort()).toEqual([...statusesSetBy('staff')].sort());
    expect([...rules.setByContact].sort()).toEqual([...statusesSetBy('contact')].sort());
  });
  test('name the same status for a new appointment, and for one that a contact cancels', () => {
    expect(rules.creatable).toEqual([INITIAL_APPOINTMENT_STATUS]);
    expect(rules.required).toEqual([INITIAL_APPOINTMENT_STATUS]);
  });
});
