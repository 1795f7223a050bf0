import {
  DEFAULT_ATTENTION_DAYS,
  readAttentionDays,
  type AttentionDays,
} from '../domain/leads/attention';

/**
 * The days of the parameter `ATTENTION_DAYS` (docs/contract.md §10): those of the deployment, or of the env file that the
 * operator's tool has read. The defaults where it is not set, or is no nine numbers.
 */
export function attentionDays(): AttentionDays {
  return readAttentionDays(process.env['ATTENTION_DAYS'] ?? '') ?? DEFAULT_ATTENTION_DAYS;
}
