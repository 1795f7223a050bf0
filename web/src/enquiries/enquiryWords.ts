import { ENQUIRY_CHANNELS, type Enquiry, type EnquiryChannel } from '#domain/documents/enquiry';
import { recogniseWord } from '#domain/text';

export const CHANNEL_NAMES: Readonly<Record<EnquiryChannel, string>> = {
  portal: 'Portal',
  web: 'Web',
  phone: 'Teléfono',
  email: 'Correo',
  office: 'Oficina',
  other: 'Otro medio',
};

/** How an enquiry came and where from, as people read it: «idealista», «Campaña Otoño». */
export function nameOrigin({
  channel,
  portal,
  campaign,
}: Pick<Enquiry, 'channel' | 'portal' | 'campaign'>): string[] {
  // A web site or a telephone that sends enquiries by itself is its own portal (docs/contract.md §11).
  const isNamed = portal !== null && recogniseWord(ENQUIRY_CHANNELS, portal) === null;
  return [
    ...(isNamed && channel === 'portal' ? [] : [CHANNEL_NAMES[channel]]),
    ...(isNamed ? [portal] : []),
    ...(campaign === null ? [] : [`Campaña ${campaign}`]),
  ];
}

const MAX_SHOWN_CHARACTERS = 280;
const MAX_SHOWN_LINES = 4;

/** Whether a message is folded until somebody wants all of it. */
export function isLong(message: string): boolean {
  return message.length > MAX_SHOWN_CHARACTERS || message.split('\n').length > MAX_SHOWN_LINES;
}
