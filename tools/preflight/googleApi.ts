import { z } from 'zod';

/** After this long without its answer, a request is given up. */
export const REQUEST_TIMEOUT_MS = 10_000;

/** Why a question has no answer. */
export type Refusal =
  /** The API is not enabled in the project. */
  | { reason: 'disabled' }
  /** The caller may not ask this. */
  | { reason: 'forbidden' }
  /** The caller may not name the project as the one whose quota is used. */
  | { reason: 'quotaProject' }
  /** The credentials are not accepted. */
  | { reason: 'unauthenticated' }
  /** No answer, another answer than the documented one, or an error of the server. */
  | { reason: 'failed'; detail: string };

/** What Google's API answered; `missing` if it knows no such thing. */
export type Answer<Value> =
  { kind: 'found'; value: Value } | { kind: 'missing' } | { kind: 'refused'; refusal: Refusal };

export interface GoogleApi {
  /** Reads one resource. `url` is its address without `https://`. Only what `schema` names is used. */
  get: <Schema extends z.ZodType>(url: string, schema: Schema) => Promise<Answer<z.infer<Schema>>>;
  /** Reads every page of a list. */
  getPages: <Schema extends z.ZodType>(
    url: string,
    schema: Schema,
  ) => Promise<Answer<z.infer<Schema>[]>>;
}

interface Access {
  /** The project that is asked about, and whose quota the requests use. */
  projectId: string;
  accessToken: string;
  /** Where a host is reached: `https://…`, or a server of a test. */
  originOf?: (host: string) => string;
  timeoutMs?: number;
}

const pageSchema = z.object({ nextPageToken: z.string().optional() });

const errorSchema = z.object({
  error: z.object({
    status: z.string().optional(),
    details: z.array(z.object({ reason: z.string().optional() })).optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
  }),
});

/** Google's APIs with the caller's rights. It only reads, and returns errors as data. */
export function newGoogleApi(access: Access): GoogleApi {
  return {
    get: async (url, schema) => parse(await getJson(access, url), schema),
    getPages: async (url, schema) => {
      const pages: z.infer<typeof schema>[] = [];
      let token: string | undefined;
      do {
        const json = await getJson(access, url, token);
        const page = parse(json, schema);
        if (page.kind !== 'found') return page;
        pages.push(page.value);
        const next = parse(json, pageSchema);
        token = next.kind === 'found' ? next.value.nextPageToken : undefined;
      } while (token !== undefined && token !== '');
      return { kind: 'found', value: pages };
    },
  };
}

async function getJson(
  { projectId, accessToken, originOf, timeoutMs = REQUEST_TIMEOUT_MS }: Access,
  url: string,
  pageToken?: string,
): Promise<Answer<unknown>> {
  const host = url.slice(0, url.indexOf('/'));
  const origin = originOf?.(host) ?? `https://${host}`;
  const address = new URL(`${origin}${url.slice(host.length)}`);
  if (pageToken !== undefined) address.searchParams.set('pageToken', pageToken);
  try {
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${accessToken}`, 'x-goog-user-project': projectId },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body: unknown = await response.json();
    return response.ok ? { kind: 'found', value: body } : explain(response.status, body);
  } catch (error) {
    return failed(describe(error, host));
  }
}

function parse<Schema extends z.ZodType>(
  answer: Answer<unknown>,
  schema: Schema,
): Answer<z.infer<Schema>> {
  if (answer.kind !== 'found') return answer;
  const parsed = schema.safeParse(answer.value);
  if (parsed.success) return { kind: 'found', value: parsed.data };
  const [issue] = parsed.error.issues;
  return failed(`the answer has another form than documented, at ${issue?.path.join('.') ?? ''}`);
}

/** The server's own message is not used: it may name people. */
function explain(httpStatus: number, body: unknown): Answer<never> {
  const parsed = errorSchema.safeParse(body);
  if (!parsed.success) return failed(`HTTP status ${httpStatus}`);
  const { status, details = [], errors = [] } = parsed.data.error;
  if (httpStatus === 404) return { kind: 'missing' };
  if (httpStatus === 401) return { kind: 'refused', refusal: { reason: 'unauthenticated' } };
  if (httpStatus !== 403) return failed(`HTTP status ${httpStatus} ${status ?? ''}`.trim());
  const reasons = [...details, ...errors].map(({ reason }) => reason);
  if (reasons.includes('SERVICE_DISABLED') || reasons.includes('accessNotConfigured')) {
    return { kind: 'refused', refusal: { reason: 'disabled' } };
  }
  if (reasons.includes('USER_PROJECT_DENIED')) {
    return { kind: 'refused', refusal: { reason: 'quotaProject' } };
  }
  return { kind: 'refused', refusal: { reason: 'forbidden' } };
}

function failed(detail: string): Answer<never> {
  return { kind: 'refused', refusal: { reason: 'failed', detail } };
}

function describe(error: unknown, host: string): string {
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : null;
  if (name === 'SyntaxError') return `${host} did not answer in JSON`;
  if (name === 'TimeoutError') return `${host} did not answer`;
  return `${host} cannot be reached`;
}
