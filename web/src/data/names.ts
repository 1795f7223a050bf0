import { collection, documentId as byId, getDocs, limit, query, where } from 'firebase/firestore';
import { z } from 'zod';
import { documentId } from '#domain/fields';
import { connection } from '../firebase/connection';

const text = z.string().optional().catch(undefined);

/** Display data of the agency's other systems (contract, section 7): what cannot be read is not shown. */
const contactSchema = z.object({ name: text, phone: text, email: text });
export type Contact = z.infer<typeof contactSchema>;

const listingSchema = z.object({
  title: text,
  address: text,
  city: text,
  price: z.number().optional().catch(undefined),
});
export type Listing = z.infer<typeof listingSchema>;

/** Firestore takes this many ids in one query. */
const MOST_IDS = 30;

/**
 * Display documents by id. Each is read once, together with the others that are asked for at the same
 * time; where there is none, the id is what people see.
 */
class Displayed<Data extends object> {
  private readonly known = new Map<string, Data | null>();
  private readonly asked = new Set<string>();
  private isReading = false;

  constructor(
    private readonly name: 'contacts' | 'listings',
    private readonly schema: z.ZodType<Data>,
    private readonly tell: () => void,
  ) {}

  /** Null where there is none; undefined until that is known. */
  get(id: string): Data | null | undefined {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    if (!documentId.safeParse(id).success) return null;
    this.asked.add(id);
    if (!this.isReading) {
      this.isReading = true;
      queueMicrotask(() => void this.read());
    }
    return undefined;
  }

  /** What was not there while there was no network may be there now. */
  forgetMissing(): void {
    for (const [id, data] of this.known) if (data === null) this.known.delete(id);
  }

  /** Takes documents that a search has found. */
  put(id: string, data: unknown): void {
    const parsed = this.schema.safeParse(data);
    this.known.set(id, parsed.success ? parsed.data : null);
  }

  private async read(): Promise<void> {
    while (this.asked.size > 0) {
      const ids = [...this.asked].slice(0, MOST_IDS);
      for (const id of ids) this.asked.delete(id);
      try {
        const found = await getDocs(
          query(collection(connection().db, this.name), where(byId(), 'in', ids)),
        );
        for (const each of found.docs) this.put(each.id, each.data());
      } catch {
        // A name that cannot be read is no reason to show nothing: the id stands for it.
      }
      for (const id of ids) if (!this.known.has(id)) this.known.set(id, null);
      this.tell();
    }
    this.isReading = false;
  }
}

/** The names of people and flats, as the screens show them. */
class Names {
  private readonly listeners = new Set<() => void>();
  private readonly tell = (): void => {
    for (const listener of this.listeners) listener();
  };
  readonly contacts = new Displayed<Contact>('contacts', contactSchema, this.tell);
  readonly listings = new Displayed<Listing>('listings', listingSchema, this.tell);

  constructor() {
    addEventListener('online', () => {
      this.contacts.forgetMissing();
      this.listings.forgetMissing();
      this.tell();
    });
  }

  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  contact(id: string): string {
    return this.contacts.get(id)?.name ?? id;
  }

  listing(id: string): string {
    const found = this.listings.get(id);
    return found?.title ?? found?.address ?? id;
  }

  of(kind: 'contacts' | 'listings', id: string): string {
    return kind === 'contacts' ? this.contact(id) : this.listing(id);
  }

  /** Whether it is known how a lead's contact and listing are called, so that nothing jumps any more. */
  areKnown({
    contactId,
    listingId,
  }: {
    contactId: string | null;
    listingId: string | null;
  }): boolean {
    const contact = contactId === null ? null : this.contacts.get(contactId);
    const listing = listingId === null ? null : this.listings.get(listingId);
    return contact !== undefined && listing !== undefined;
  }

  /** Users have no document of their own: an agent's name is that of the contact with their uid. */
  agent(uid: string): string {
    return this.contact(uid);
  }
}

export const names = new Names();

const MOST_NAMED = 20;
/** Behind every text that begins with another one: the last character of Unicode's private area. */
const LAST = '\uf8ff';

/** An id and a name of something that a search has found. */
export interface Found {
  id: string;
  name: string;
}

/**
 * Contacts or listings whose name begins with a text. Firestore compares letters as they are written,
 * so that names are also looked for with a capital first letter.
 */
export async function findNamed(kind: 'contacts' | 'listings', text: string): Promise<Found[]> {
  const field = kind === 'contacts' ? 'name' : 'title';
  const capital = text.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  const found = new Map<string, Found>();
  for (const beginning of new Set([text, first, capital])) {
    const { docs } = await getDocs(
      query(
        collection(connection().db, kind),
        where(field, '>=', beginning),
        where(field, '<=', beginning + LAST),
        limit(MOST_NAMED),
      ),
    );
    for (const each of docs) {
      names[kind].put(each.id, each.data());
      found.set(each.id, { id: each.id, name: names.of(kind, each.id) });
    }
  }
  return [...found.values()];
}
