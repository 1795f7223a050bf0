import type { AttentionReason } from '../../functions/src/domain/leads/attention';

/** Why a lead needs somebody (docs/contract.md §10), in words. */
export const ATTENTION_WORDS: Readonly<Record<AttentionReason, string>> = {
  no_outcome: 'nobody recorded the outcome of its viewing',
  no_date: 'its viewing has no date',
  stale: 'nothing has moved it',
  follow_up: 'somebody put it off until then',
  listing_gone: 'its listing is sold or withdrawn',
};
