/** The collections that Embudo itself uses, also those within documents: mail never goes there. */
const OWN = [
  'enquiries',
  'appointments',
  'visits',
  'leads',
  'statusHistory',
  'contacts',
  'listings',
  'contactKeys',
  'inbox',
  'blocked',
  'blockedDocuments',
  'privacyReceipts',
  'denied',
  'maintenance',
  'settings',
];

/** Whether mail documents may go to a collection of this name. */
export function isMailCollection(name: string): boolean {
  return /^[A-Za-z][\w-]{0,99}$/.test(name) && !OWN.includes(name);
}
