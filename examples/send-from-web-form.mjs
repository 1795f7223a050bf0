// Sends an enquiry from the backend of a web form, with nothing but Node 20: `fetch` and `node:crypto`.
// The secret never goes into a web page: who has it can send enquiries in anybody's name.
import { createHmac, randomUUID } from 'node:crypto';

/**
 * Sends one enquiry, and again where nothing was answered: it becomes one all the same. Returns the enquiry's id.
 * `secret` is ENQUIRY_SECRET, as `whsec_…`. Throws if the enquiry is refused.
 */
export async function sendEnquiry(url, secret, enquiry, attempts = 5) {
  const body = JSON.stringify(enquiry);
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(url, { method: 'POST', headers: sign(secret, body), body }).catch(
      () => null,
    );
    if (response?.status === 202) return (await response.json()).id;
    const mayPass = response === null || response.status === 429 || response.status >= 500;
    if (!mayPass) throw new Error(`Refused: ${response.status} ${await response.text()}`);
    if (attempt === attempts) throw new Error('Not stored yet: send it again later');
    await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** attempt));
  }
}

/** The headers of Standard Webhooks. They are valid for five minutes. */
function sign(secret, body) {
  const id = `msg_${randomUUID()}`;
  const timestamp = Math.floor(Date.now() / 1_000);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}

/** What a form says, as `receiveEnquiry` takes it. `id` is the form's own number of the message. */
export function enquiryOfForm({ id, name, email, phone, flat, message, campaign }) {
  return {
    portal: 'web',
    externalId: String(id),
    contact: { name, email, phone },
    listingId: flat,
    message,
    campaign,
    receivedAt: new Date().toISOString(),
  };
}
