// Receives the steps of leads that Embudo posts to WEBHOOK_URL, with nothing but Node 20, and says which are missing.
// A service of your own keeps in its database what is kept here in memory.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const MAX_BYTES = 64 * 1024;
const TOLERANCE_SECONDS = 5 * 60;

/** The message, if it is signed with the secret (`whsec_…`) and not older than five minutes; else null. */
export function readMessage(secret, headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': given } = headers;
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) <= TOLERANCE_SECONDS) {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const signature = createHmac('sha256', key)
      .update(`${id}.${timestamp}.${body}`)
      .digest('base64');
    const expected = Buffer.from(`v1,${signature}`);
    // While the secret is changed for another, there are several signatures.
    const isSigned = String(given)
      .split(' ')
      .map((each) => Buffer.from(each))
      .some((each) => each.length === expected.length && timingSafeEqual(each, expected));
    if (isSigned) return JSON.parse(body);
  }
  return null;
}

/** The numbers that have come of each lead, and those that never will, since no entry has them. */
export class Leads {
  #seen = new Map();

  /** Whether a message has not come before: each may come several times. */
  isNew({ leadId, seq }) {
    return !this.#seen.get(leadId)?.has(seq);
  }

  /** Notes a message that was handled. */
  note({ leadId, seq, skipped = [] }) {
    const seen = this.#seen.get(leadId) ?? new Set();
    for (const number of [seq, ...skipped]) seen.add(number);
    this.#seen.set(leadId, seen);
  }

  /** The numbers before a message's that are still to come. */
  missing({ leadId, seq, skipped = [] }) {
    const seen = new Set([...(this.#seen.get(leadId) ?? []), ...skipped]);
    return Array.from({ length: seq - 1 }, (_, n) => n + 1).filter((each) => !seen.has(each));
  }
}

/** A server that calls `handle` with each new message, and answers once that is done: what fails comes again. */
export function newReceiver(secret, leads, handle) {
  return createServer(async (request, response) => {
    const answer = (status) => response.writeHead(status).end();
    try {
      let size = 0;
      const chunks = [];
      for await (const chunk of request) {
        size += chunk.length;
        if (size > MAX_BYTES) return answer(413);
        chunks.push(chunk);
      }
      const message = readMessage(secret, request.headers, Buffer.concat(chunks).toString('utf8'));
      if (message === null) return answer(401);
      if (leads.isNew(message.data)) {
        await handle(message.data);
        leads.note(message.data);
      }
      return answer(204);
    } catch (error) {
      console.error(error);
      return answer(500);
    }
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const leads = new Leads();
  const receiver = newReceiver(process.env.WEBHOOK_SECRET, leads, (step) => {
    const { leadId, seq, from, to } = step;
    console.log(`${leadId} ${seq}: ${from ?? '(new)'} → ${to}`);
    const missing = leads.missing(step);
    if (missing.length > 0) console.log(`  still to come: ${missing.join(', ')}`);
  });
  receiver.listen(Number(process.env.PORT ?? 8_080), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${receiver.address().port}`);
  });
}
