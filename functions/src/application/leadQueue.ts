import { KeyedQueue } from '../concurrency/keyedQueue';
import type { StoredLead } from '../domain/leads/lead';

/** Work on one lead waits here for earlier work on it, in this process. Passes on leads as committed. */
export const leadQueue = new KeyedQueue<StoredLead>();
