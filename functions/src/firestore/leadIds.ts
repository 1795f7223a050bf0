import { createHash } from 'node:crypto';
import { leadId, type Pair } from '../domain/leads/leadId';

/** The id of a pair's lead (docs/contract.md §3). */
export function leadIdOf(pair: Pair): string {
  return leadId(pair, sha256);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
