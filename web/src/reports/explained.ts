/** What stands behind a number of a report. */
import {
  getCountFromServer,
  getDocsFromServer,
  limit,
  query,
  type Query,
  type QueryDocumentSnapshot,
} from 'firebase/firestore';
import { z } from 'zod';

/** A lead or an appointment that a report counted. */
export interface Case {
  id: string;
  contactId: string | null;
  listingId: string | null;
  /** Its page. By default that of the lead with this id. */
  path?: string;
  /** What the list says of it, besides. */
  detail?: string;
}

/** A number that Firestore counted, and how to read the first cases behind it. */
export interface Counted<Counts extends Case = Case> {
  total: number;
  read: (max: number) => Promise<readonly Counts[]>;
}

/** A number of a report: what it counts, and the cases behind it. */
export interface Explained {
  title: string;
  meaning: string;
  cases: readonly Case[] | Counted;
}

const idSchema = z.string().nullable().catch(null);
const pairSchema = z.object({ contactId: idSchema, listingId: idSchema });

/** A lead or an appointment as a case, whatever else its document says. */
export function readCase(snapshot: QueryDocumentSnapshot): Case {
  return { id: snapshot.id, ...pairSchema.parse(snapshot.data()) };
}

/** Counts the documents of a query. The cases are the first documents of that query. */
export async function countWithCases<Counts extends Case>(
  counted: Query,
  toCase: (snapshot: QueryDocumentSnapshot) => Counts,
): Promise<Counted<Counts>> {
  const total = (await getCountFromServer(counted)).data().count;
  const read = async (max: number): Promise<Counts[]> =>
    (await getDocsFromServer(query(counted, limit(max)))).docs.map(toCase);
  return { total, read };
}
