import { collection, documentId as idField, getDocs, query, where } from 'firebase/firestore';
import { z } from 'zod';
import { documentId } from '#domain/fields';
import { connection } from './firebase/connection';

const text = z.string().optional().catch(undefined);

/** Display data of the agency's other systems (docs/contract.md §7). Unreadable fields are not shown. */
const contactSchema = z.object({ name: text, phone: text, email: text });
export type Contact = z.infer<typeof contactSchema>;

const listingSchema = z.object({
  title: text,
  address: text,
  city: text,
  price: z.number().optional().catch(undefined),
});
type Listing = z.infer<typeof listingSchema>;

/** Firestore takes this many ids in one query. */
export const MAX_IDS_IN_QUERY = 30;

/**
 * Display documents by id. Each document is read once, together with the others that are needed at the same
 * time. If a document does not exist, people see the id.
 */
class DisplayDocuments<Data extends object> {
  private readonly known = new Map<string, Data | null>();
  private readonly requested = new Set<string>();
  private isReading = false;

  constructor(
    private readonly name: 'contacts' | 'listings',
    private readonly schema: z.ZodType<Data>,
    private readonly onChange: () => void,
  ) {}

  /** Null if the document does not exist. Undefined until that is known. */
  get(id: string): Data | null | undefined {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    if (!documentId.safeParse(id).success) return null;
    this.requested.add(id);
    if (!this.isReading) {
      this.isReading = true;
      queueMicrotask(() => void this.read());
    }
    return undefined;
  }

  /** The documents that were read so far. */
  list(): [id: string, data: Data][] {
    return [...this.known].flatMap(([id, data]) => (data === null ? [] : [[id, data]]));
  }

  /** Forgets the missing documents. They may only have been missing because there was no network. */
  forgetMissing(): void {
    for (const [id, data] of this.known) if (data === null) this.known.delete(id);
  }

  /** Adds a document that a search found. */
  put(id: string, data: unknown): void {
    const parsed = this.schema.safeParse(data);
    this.known.set(id, parsed.success ? parsed.data : null);
  }

  private async read(): Promise<void> {
    while (this.requested.size > 0) {
      const ids = [...this.requested].slice(0, MAX_IDS_IN_QUERY);
      for (const id of ids) this.requested.delete(id);
      try {
        const found = await getDocs(
          query(collection(connection().db, this.name), where(idField(), 'in', ids)),
        );
        for (const each of found.docs) this.put(each.id, each.data());
      } catch {
        // Without a name the screens show the id.
      }
      for (const id of ids) if (!this.known.has(id)) this.known.set(id, null);
      this.onChange();
    }
    this.isReading = false;
  }
}

/** Stands for a name that is being read. */
const READING = '…';

/** The names of people and listings, as the screens show them. */
class Names {
  private readonly listeners = new Set<() => void>();
  private readonly notify = (): void => {
    for (const listener of this.listeners) listener();
  };
  readonly contacts = new DisplayDocuments<Contact>('contacts', contactSchema, this.notify);
  readonly listings = new DisplayDocuments<Listing>('listings', listingSchema, this.notify);

  constructor() {
    addEventListener('online', () => {
      this.contacts.forgetMissing();
      this.listings.forgetMissing();
      this.notify();
    });
  }

  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The name of a contact: the id if there is none, and an ellipsis until that is known. */
  contact(id: string): string {
    const found = this.contacts.get(id);
    return found === undefined ? READING : (found?.name ?? id);
  }

  listing(id: string): string {
    const found = this.listings.get(id);
    return found === undefined ? READING : (found?.title ?? found?.address ?? id);
  }

  of(kind: 'contacts' | 'listings', id: string): string {
    return kind === 'contacts' ? this.contact(id) : this.listing(id);
  }

  /** Whether the names of a lead's contact and listing are known, so that a card no longer changes its size. */
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

  /** The name of an agent: that of the contact with the agent's uid, since users have no document. */
  agent(uid: string): string {
    return this.contact(uid);
  }
}

export const names = new Names();
