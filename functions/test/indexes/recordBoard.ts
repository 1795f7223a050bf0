/** Records what the board in a Chromium sends to Firestore. Without RECORDED_QUERIES it does nothing. */
import type { BrowserContext, Request } from 'playwright-core';
import { z } from 'zod';
import { newRecord, type RequestRecord } from './record';
import { parseQueryRequest, parseWriteRequest } from './request';

const ORIGIN = 'board';

const folder = process.env['RECORDED_QUERIES'];
const record = folder === undefined ? null : newRecord(folder);

/** Records the requests of all pages of a context from now on. */
export function recordBoard(context: BrowserContext): void {
  if (record === null) return;
  context.on('request', (request) => {
    recordRequest(request, record);
  });
}

/** A message of the channel on which the web SDK listens: to a query, or to documents. */
const listenSchema = z.object({ addTarget: z.object({ query: z.looseObject({}) }) });

function recordRequest(request: Request, record: RequestRecord): void {
  const body = request.method() === 'POST' ? request.postData() : null;
  if (body === null) return;
  const { pathname } = new URL(request.url());
  if (/:run(Aggregation)?Query$/.test(pathname)) {
    record.addQuery(ORIGIN, parseQueryRequest(JSON.parse(body)));
  } else if (pathname.endsWith('.Firestore/Listen/channel')) {
    for (const message of messagesOf(body)) {
      const listen = listenSchema.safeParse(message);
      if (listen.success) record.addQuery(ORIGIN, parseQueryRequest(listen.data.addTarget.query));
    }
  } else if (pathname.endsWith(':commit')) {
    for (const written of parseWriteRequest(JSON.parse(body))) record.addWrite(ORIGIN, written);
  } else if (pathname.endsWith('.Firestore/Write/channel')) {
    for (const message of messagesOf(body)) {
      for (const written of parseWriteRequest(message)) record.addWrite(ORIGIN, written);
    }
  }
}

/** The messages in one request of a web channel: a form with the fields `req0___data__`, …. */
function messagesOf(body: string): unknown[] {
  return [...new URLSearchParams(body)]
    .filter(([name]) => /^req\d+___data__$/.test(name))
    .map(([, json]): unknown => JSON.parse(json));
}
