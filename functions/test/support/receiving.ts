/** Sends to `receiveEnquiry`, served over HTTP, as portals, web sites and mail services do. */
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { receiveEnquiry } from '../../src/http/receiveEnquiry';
import { serve, type HttpServer } from './httpServer';

export const SECRET = `whsec_${Buffer.from('the secret of the portals').toString('base64')}`;
export const FORMER_SECRET = Buffer.from('the secret until yesterday').toString('base64');
export const MAIL_SECRET = 'correct-horse-battery-staple';

interface Answer {
  status: number;
  body: Readonly<Record<string, unknown>>;
  headers: Headers;
}

export interface Receiver {
  url: () => string;
  /** Sends a message, signed as Standard Webhooks says: by default now, with the secret. */
  send: (message: unknown, signing?: { secret?: string; at?: Date }) => Promise<Answer>;
  sendMail: (body: FormData | URLSearchParams | object) => Promise<Answer>;
  request: (init: RequestInit, query?: string) => Promise<Answer>;
}

/** The headers that sign a body. */
export function sign(body: string, secret = SECRET, at = new Date()): Record<string, string> {
  const id = randomUUID();
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

export function basic(password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`mail:${password}`).toString('base64')}` };
}

/** Serves the function during a file's tests, with its secrets in the environment. */
export function withReceiver(): Receiver {
  let server: HttpServer | null = null;
  beforeAll(async () => {
    server = await serve(receiveEnquiry);
  });
  beforeEach(() => {
    process.env['ENQUIRY_SECRET'] = SECRET;
    process.env['MAIL_SECRET'] = MAIL_SECRET;
  });
  afterAll(() => server?.close());
  const url = () => server?.url ?? '';
  const request: Receiver['request'] = async (init, query = '') => {
    const response = await fetch(`${url()}${query}`, init);
    const text = await response.text();
    const body = (text === '' ? {} : JSON.parse(text)) as Answer['body'];
    return { status: response.status, body, headers: response.headers };
  };
  return {
    url,
    request,
    send: (message, { secret, at } = {}) => {
      const body = JSON.stringify(message);
      return request({ method: 'POST', headers: sign(body, secret, at), body });
    },
    sendMail: (body) => {
      const isForm = body instanceof FormData || body instanceof URLSearchParams;
      const json = !isForm && { 'content-type': 'application/json' };
      const headers = { ...basic(MAIL_SECRET), ...json };
      const init = { method: 'POST', headers, body: isForm ? body : JSON.stringify(body) };
      return request(init, '?format=mail');
    },
  };
}
