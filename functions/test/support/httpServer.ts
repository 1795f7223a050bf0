/** Serves a deployed HTTP function as Google's Functions Framework does: with the body as it came, besides parsed. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { HttpsFunction } from 'firebase-functions/https';

const LIMIT = '1024mb';

export interface HttpServer {
  /** The address of the function, without a query. */
  url: string;
  close: () => Promise<void>;
}

/** Starts a server on a free port of this machine. */
export async function serve(handler: HttpsFunction): Promise<HttpServer> {
  const keepBody = (request: object, _: unknown, body: Buffer) => {
    Object.assign(request, { rawBody: body });
  };
  const app = express();
  app.use(express.json({ limit: LIMIT, verify: keepBody }));
  app.use(express.text({ limit: LIMIT, verify: keepBody }));
  app.use(express.urlencoded({ limit: LIMIT, extended: true, verify: keepBody }));
  app.use(express.raw({ limit: LIMIT, type: '*/*', verify: keepBody }));
  app.use((request, response) => {
    void handler(request as Parameters<HttpsFunction>[0], response);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
