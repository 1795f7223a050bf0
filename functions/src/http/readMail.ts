import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { readInboundMail, type InboundMail } from '../domain/enquiries/inboundMail';

/** No part that is kept may be longer. The whole request is bounded before. */
const MAX_PART_BYTES = 10 * 1024 * 1024;
const MAX_PARTS = 200;

/**
 * The mail that an inbound-mail service posts: multipart, form or JSON. Null if it is none of these, or holds no mail.
 * Attachments are not read.
 */
export async function readMail(
  body: Buffer,
  contentType: string | undefined,
): Promise<InboundMail | null> {
  const type = (contentType ?? '').toLowerCase();
  if (type.startsWith('multipart/form-data')) {
    const fields = await readMultipart(body, contentType ?? '');
    return fields === null ? null : readInboundMail(fields);
  }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return readInboundMail(Object.fromEntries(new URLSearchParams(body.toString('utf8'))));
  }
  const fields = parseObject(body.toString('utf8'));
  return fields === null ? null : readInboundMail(fields);
}

function parseObject(json: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(json) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/**
 * The fields of a form. Every part is read as bytes, since a service may leave each in the mail's own charset and name
 * those in a field `charsets`. Null if the form is broken.
 */
async function readMultipart(
  body: Buffer,
  contentType: string,
): Promise<Record<string, string> | null> {
  const parts = new Map<string, Buffer>();
  const seen = new Set<string>();
  const isWhole = await new Promise<boolean>((resolve) => {
    let parser: BusboyInstance;
    try {
      parser = new Busboy({
        headers: { 'content-type': contentType },
        isPartAFile: () => true,
        limits: { fileSize: MAX_PART_BYTES, parts: MAX_PARTS },
      });
    } catch {
      resolve(false);
      return;
    }
    parser.on('file', (name, stream, filename) => {
      const chunks: Buffer[] = [];
      const isRead = !filename && !seen.has(name);
      if (isRead) seen.add(name);
      stream.on('data', (chunk: Buffer) => {
        if (isRead) chunks.push(chunk);
      });
      stream.on('end', () => {
        if (isRead) parts.set(name, Buffer.concat(chunks));
      });
      // A broken part ends its form: the parser says so as well.
      stream.on('error', () => undefined);
    });
    parser.on('error', () => {
      resolve(false);
    });
    parser.on('finish', () => {
      resolve(true);
    });
    parser.end(body);
  });
  return isWhole ? decodeParts(parts) : null;
}

function decodeParts(parts: ReadonlyMap<string, Buffer>): Record<string, string> {
  const charsets = parseObject(parts.get('charsets')?.toString('utf8') ?? '') ?? {};
  return Object.fromEntries(
    [...parts].map(([name, bytes]) => [name, decode(bytes, charsets[name])]),
  );
}

/** A text whose charset is not known, or is named wrongly, is read as UTF-8. */
function decode(bytes: Buffer, charset: unknown): string {
  try {
    return new TextDecoder(typeof charset === 'string' ? charset : 'utf-8').decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
