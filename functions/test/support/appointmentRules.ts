/** The parts of `firestore.rules` that name statuses of appointments. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const RULES = readFileSync(join(__dirname, '../../../firestore.rules'), 'utf8');

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
  const section = sectionOf(rules);
  const findAll = (pattern: RegExp): string[] => [
    ...new Set([...section.matchAll(pattern)].flatMap(([, found = '']) => quotedIn(found))),
  ];
  return {
    statuses: findAll(STATUS_LIST),
    creatable: findAll(/after\(\)\.get\('status', null\) == ('\w+')/g),
    setByContact: findAll(/after\(\)\.status == ('\w+')/g),
    required: findAll(/resource\.data\.status == ('\w+')/g),
  };
}

/** The rules with one more status in the list. */
export function addStatus(rules: string, status: string): string {
  const section = sectionOf(rules);
  const extended = section.replace(STATUS_LIST, (list) => list.replace('[', `['${status}', `));
  return rules.replace(section, () => extended);
}

function sectionOf(rules: string): string {
  const [, section] = /(match \/appointments\/[^]*?)\n {4}match \//.exec(rules) ?? [];
  if (section === undefined) throw new Error('The rules have no section for appointments');
  return section;
}

const quotedIn = (text: string): string[] =>
  [...text.matchAll(/'(\w+)'/g)].map(([, word = '']) => word);
