import { collection, getDocs, limit, query, where, type QueryConstraint } from 'firebase/firestore';
import { parseLead, type Lead } from '#client/leads';
import { client } from '../shared/client';
import { MAX_IDS_IN_QUERY } from '../shared/names';
import { findNamed, type Found } from '../shared/nameSearch';
import { noteAgentsOf } from './leads';

const MAX_FOUND = 60;

/** Finds the leads, of any column, whose contact's or listing's name begins with a text. */
export async function findLeads(text: string): Promise<Lead[]> {
  const [contacts, listings] = await Promise.all([
    findNamed('contacts', text),
    findNamed('listings', text),
  ]);
  const constraints: QueryConstraint[] = [
    ...filterByIds('contactId', contacts),
    ...filterByIds('listingId', listings),
  ];
  const all = collection(client.db, 'leads');
  const answers = await Promise.all(
    constraints.map((constraint) => getDocs(query(all, constraint, limit(MAX_FOUND)))),
  );
  const leads = answers.flatMap(({ docs }) => docs.map(parseLead)).filter((each) => each !== null);
  noteAgentsOf(leads);
  return [...new Map(leads.map((lead) => [lead.id, lead])).values()];
}

function filterByIds(field: string, found: readonly Found[]): QueryConstraint[] {
  const ids = found.slice(0, MAX_IDS_IN_QUERY).map(({ id }) => id);
  return ids.length === 0 ? [] : [where(field, 'in', ids)];
}
