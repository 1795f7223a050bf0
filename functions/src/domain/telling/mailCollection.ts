/** The collections that Embudo itself uses: mail never goes there. */
const OWN = [
  'enquiries',
  'appointments',
  'visits',
  'leads',
  'contacts',
  'listings',
  'contactKeys',
  'inbox',
  'blocked',
  'privacyReceipts',
  'denied',
  'maintenance',
];

/** Whether mail documents may go to a collection of this name. */
export function isMailCollection(name: string): boolean {
  return /^[A-Za-z][\w-]{0,99}$/.test(name) && !OWN.includes(name);
}
