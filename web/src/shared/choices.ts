/** What people choose by name: contacts, listings and agents. */
import { listAgents } from './agents';
import { matchesText } from './matchesText';
import { names } from './names';
import { findNamed, listNamed } from './nameSearch';

export interface Choice {
  id: string;
  name: string;
  /** What tells it apart from others of the same name: telephone and e-mail, address, or its id. */
  detail: string;
}

/** What a combobox offers. */
export interface ChoiceSource {
  /** From how many characters on something is offered. */
  minLength: number;
  /** What an id is called. */
  idNoun: string;
  /** What to try if nothing is found. */
  advice: string;
  /** What is known and matches a text, by name. */
  list: (text: string) => Choice[];
  /** Asks the server for more. */
  search: (text: string) => Promise<unknown>;
  /** A choice by its id. What has no document has its id as its name. */
  get: (id: string) => Choice;
}

export const CONTACTS: ChoiceSource = {
  minLength: 2,
  idNoun: 'referencia',
  advice: 'Ninguna ficha empieza así: prueba con el nombre de pila, el teléfono o el correo.',
  list: (text) => inOrder(listNamed('contacts', text).map(({ id }) => getContact(id))),
  search: (text) => findNamed('contacts', text),
  get: getContact,
};

export const LISTINGS: ChoiceSource = {
  minLength: 2,
  idNoun: 'referencia',
  advice: 'Ninguna ficha empieza así: prueba con la dirección o con otra palabra del título.',
  list: (text) => inOrder(listNamed('listings', text).map(({ id }) => getListing(id))),
  search: (text) => findNamed('listings', text),
  get: getListing,
};

export const AGENTS: ChoiceSource = {
  minLength: 0,
  idNoun: 'uid',
  advice: 'Aquí solo salen los agentes que ya llevan algún lead o cita.',
  list: (text) =>
    inOrder(
      listAgents()
        .map(getAgent)
        .filter(({ id, name, detail }) => matchesText([name, detail, id].join(' '), text)),
    ),
  search: () => Promise.resolve(),
  get: getAgent,
};

function getContact(id: string): Choice {
  const contact = names.contacts.get(id);
  const known = [contact?.phone, contact?.email].filter((each) => each !== undefined);
  return { id, name: names.contact(id), detail: describe(id, contact, known) };
}

function getListing(id: string): Choice {
  const listing = names.listings.get(id);
  const place = listing?.title === undefined ? [] : [listing.address, listing.city];
  const known = place.filter((each) => each !== undefined);
  return { id, name: names.listing(id), detail: describe(id, listing, known) };
}

function getAgent(uid: string): Choice {
  const { name, detail } = getContact(uid);
  return { id: uid, name, detail: name === uid ? 'Sin ficha: se ve su uid' : detail };
}

function describe(id: string, document: object | null | undefined, known: string[]): string {
  if (document === undefined) return '';
  if (document === null) return 'Referencia sin ficha';
  return known.length === 0 ? `Referencia ${id}` : known.join(' · ');
}

/** By name. Those that would read the same have their ids, too. */
function inOrder(choices: readonly Choice[]): Choice[] {
  const read = ({ name, detail }: Choice): string => `${name} ${detail}`;
  const count = new Map<string, number>();
  for (const each of choices) count.set(read(each), (count.get(read(each)) ?? 0) + 1);
  return choices
    .map((each) =>
      count.get(read(each)) === 1 || each.detail.includes(each.id)
        ? each
        : { ...each, detail: `${each.detail} · Referencia ${each.id}` },
    )
    .sort((a, b) => read(a).localeCompare(read(b), 'es'));
}
