/** The parts of `firestore.rules` that name statuses of appointments. */
import { sectionOf, wordsIn } from './ruleSections';

/** The list of all statuses, as the rules have it. */
const STATUS_LIST = /get\('status', null\) in \[([^\]]*)\]/g;

export interface AppointmentRules {
  /** The statuses that an appointment may have. */
  statuses: string[];
  /** The statuses that a new appointment may have. */
  creatable: string[];
  /** The statuses that a contact may set. */
  setByContact: string[];
  /** The statuses that an appointment must have before something may happen to it. */
  required: string[];
}

/** Reads the statuses from the section of the appointments. */
export function readAppointmentRules(rules: string): AppointmentRules {
  const section = sectionOf(rules, 'appointments');
  const findAll = (pattern: RegExp): string[] => wordsIn(section, pattern);
  return {
    statuses: findAll(STATUS_LIST),
    creatable: findAll(/after\(\)\.get\('status', null\) == ('\w+')/g),
    setByContact: findAll(/after\(\)\.status == ('\w+')/g),
    required: findAll(/resource\.data\.status == ('\w+')/g),
  };
}

/** The rules with one more status in the list. */
export function addStatus(rules: string, status: string): string {
  const section = sectionOf(rules, 'appointments');
  const extended = section.replace(STATUS_LIST, (list) => list.replace('[', `['${status}', `));
  return rules.replace(section, () => extended);
}
