import { collection, getDocs, limit, query, where, type QueryConstraint } from 'firebase/firestore';
import { parseLead, type Lead } from '#client/leads';
import { client } from '../shared/client';
import { normalize } from '../shared/matchesText';
import { MAX_IDS_IN_QUERY } from '../shared/names';
import { listNamed, readNamed } from '../shared/nameSearch';
import { searchedText, type Kind } from '../shared/searchedTexts';
import { referenceForms, tagForms } from '../shared/searchForms';
import { noteAgentsOf } from './leads';

/** So many leads are read by their contacts, by their listings, and by their tags. */
const MAX_FOUND = 60;

/** What a search found. */
export interface FoundLeads {
  leads: readonly Lead[];
  /** Whether there may be more than were read. */
  mayBeMore: boolean;
}

/**
 * Finds leads of any column that may match a text. They have a contact or a listing that begins with the text or with
 * one of its words (nameSearch.ts), or whose id is that; or such a tag. The caller keeps those that have all its words.
 *
 * A search reads at most 320 contacts and listings, 180 leads, and the names of those leads: fewer than 900 documents,
 * and fewer than 500 with one word. What it cannot find: a lead whose words are all within names that no
 * page has shown yet («garcía» of «Inés García»), and one behind the first 20 names that begin with a word.
 */
export async function findLeads(text: string): Promise<FoundLeads> {
  const [contacts, listings] = await Promise.all([
    findIds('contacts', text),
    findIds('listings', text),
  ]);
  const [byContact, byListing, byTag] = await Promise.all([
    readLeads(where('contactId', 'in', contacts)),
    readLeads(where('listingId', 'in', listings)),
    readLeads(where('tags', 'array-contains-any', tagForms(text))),
  ]);
  const all = [byContact, byListing, byTag];
  const leads = [...new Map(all.flat().map((lead) => [lead.id, lead])).values()];
  noteAgentsOf(leads);
  return { leads, mayBeMore: all.some(({ length }) => length >= MAX_FOUND) };
}

/** The ids that a text may mean. Those that match most of its words come first, since a query takes only so many. */
async function findIds(kind: Kind, text: string): Promise<string[]> {
  const read = await readNamed(kind, text);
  const known = listNamed(kind, text).map(({ id }) => id);
  const words = normalize(text).split(/\s+/);
  const countWords = (id: string): number => {
    const searched = normalize(searchedText(kind, id));
    return words.filter((word) => searched.includes(word)).length;
  };
  const ids = [...new Set([...known, ...read])].sort((a, b) => countWords(b) - countWords(a));
  return [...new Set([...referenceForms(text), ...ids])].slice(0, MAX_IDS_IN_QUERY);
}

async function readLeads(constraint: QueryConstraint): Promise<Lead[]> {
  const found = await getDocs(query(collection(client.db, 'leads'), constraint, limit(MAX_FOUND)));
  return found.docs.map(parseLead).filter((each) => each !== null);
}
