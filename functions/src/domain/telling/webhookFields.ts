/**
 * The fields that may hold personal data or lead to it, and that a message has only if the parameter `WEBHOOK_FIELDS`
 * names them (docs/contract.md §10): the entry's `reason`, and fields of its lead.
 */
const LEAD_FIELDS = [
  'contactId',
  'listingId',
  'prospectId',
  'assignedTo',
  'origin',
  'tags',
  'notes',
] as const;
const WEBHOOK_FIELDS = ['reason', ...LEAD_FIELDS] as const;

export type LeadField = (typeof LEAD_FIELDS)[number];

/** What messages have besides ids, as the operator wants it. */
export interface WebhookFields {
  hasReason: boolean;
  ofLead: readonly LeadField[];
  /** The names that are none of the list. Nothing is sent for them. */
  unknown: readonly string[];
}

/** The fields that the parameter names, with commas between them. */
export function readWebhookFields(text: string): WebhookFields {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return {
    hasReason: names.includes('reason'),
    ofLead: LEAD_FIELDS.filter((field) => names.includes(field)),
    unknown: names.filter((name) => !WEBHOOK_FIELDS.some((field) => field === name)),
  };
}
