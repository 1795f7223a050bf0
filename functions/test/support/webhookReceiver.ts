/** A receiver of webhooks on this machine, which a test has behave as it wants. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it arrived. */
export interface Received {
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** What the receiver does with a message that has arrived whole. */
export type Behaviour = (response: ServerResponse, received: Received) => void;

export const answer =
  (status: number, headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (response) => {
    response.writeHead(status, headers).end();
  };

/** Answers nothing, and keeps the connection. */
export const hang: Behaviour = () => {};

/** Closes the connection without an answer. */
export const disappear: Behaviour = (response) => {
  response.destroy();
};

export class WebhookReceiver {
  readonly received: Received[] = [];
  behaviour: Behaviour = answer(204);

  private readonly server = createServer((request, response) => {
    void this.receive(request, response);
  });

  /** Starts it on a free port. */
  async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const body = Buffer.concat(chunks).toString('utf8');
    const received = { path: request.url ?? '', headers, body };
    this.received.push(received);
    this.behaviour(response, received);
  }
}
