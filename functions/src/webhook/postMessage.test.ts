import dns from 'node:dns';
import { answer, disappear, hang, WebhookReceiver } from '../../test/support/webhookReceiver';
import { postMessage } from './postMessage';

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await new WebhookReceiver().listen();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await receiver.close();
});

const post = (url: string, { allowsLoopback = true, timeoutMs = 20_000 } = {}) =>
  postMessage(url, { 'webhook-id': 'x/1' }, '{"a":"ñ"}', { allowsLoopback, timeoutMs });

test('the message arrives as it is, and the status is the answer', async () => {
  expect(await post(receiver.url)).toBe(204);
  expect(receiver.received).toMatchObject([
    {
      path: '/hook',
      body: '{"a":"ñ"}',
      headers: { 'content-type': 'application/json', 'webhook-id': 'x/1' },
    },
  ]);
  receiver.behaviour = answer(503);
  expect(await post(receiver.url)).toBe(503);
});

test('a redirect is not followed', async () => {
  receiver.behaviour = answer(307, { location: receiver.url });
  expect(await post(receiver.url)).toBe(307);
  expect(receiver.received).toHaveLength(1);
});

test('an answer without an end is not read to its end', async () => {
  receiver.behaviour = (response) => {
    response.writeHead(200);
    const write = (): void => {
      if (!response.destroyed) response.write('x'.repeat(65_536), () => setImmediate(write));
    };
    write();
  };
  expect(await post(receiver.url)).toBe(200);
});

test('a receiver that hangs, before or after the first byte, is left after the time-out', async () => {
  receiver.behaviour = hang;
  await expect(post(receiver.url, { timeoutMs: 100 })).rejects.toThrow('not within the time');
  receiver.behaviour = (response) => {
    response.socket?.write('HTTP/1.1 200 OK\r\nx: ');
    const slowly = setInterval(() => response.socket?.write('x'), 10);
    response.on('close', () => {
      clearInterval(slowly);
    });
  };
  await expect(post(receiver.url, { timeoutMs: 200 })).rejects.toThrow('not within the time');
});

test('a receiver that closes the connection, or is not there, gives no answer', async () => {
  receiver.behaviour = disappear;
  await expect(post(receiver.url)).rejects.toThrow('ECONNRESET');
  const { url } = receiver;
  await receiver.close();
  await expect(post(url)).rejects.toThrow('ECONNREFUSED');
  receiver = await new WebhookReceiver().listen();
});

describe('no request is sent', () => {
  const PRIVATE = 'not an address of the public internet';
  const NOT_HTTPS = 'not an https address';

  test.each([
    ['https://127.0.0.1/', PRIVATE],
    ['https://127.1/', PRIVATE],
    ['https://2130706433/', PRIVATE],
    ['https://0x7f000001/', PRIVATE],
    ['https://0177.0.0.1/', PRIVATE],
    ['https://0/', PRIVATE],
    ['https://10.0.0.7/', PRIVATE],
    ['https://192.168.1.1/', PRIVATE],
    ['https://169.254.169.254/computeMetadata/v1/', PRIVATE],
    ['https://[::1]/', PRIVATE],
    ['https://[::ffff:127.0.0.1]/', PRIVATE],
    ['https://[::ffff:a9fe:a9fe]/', PRIVATE],
    ['https://[fc00::1]/', PRIVATE],
    ['https://[fe80::1]/', PRIVATE],
    ['https://localhost/', PRIVATE],
    ['https://LOCALHOST/', PRIVATE],
    ['http://crm.example.com/', NOT_HTTPS],
    ['ftp://crm.example.com/', NOT_HTTPS],
    ['file:///etc/passwd', NOT_HTTPS],
    ['crm.example.com', NOT_HTTPS],
    ['', NOT_HTTPS],
  ])('to %s', async (url, reason) => {
    await expect(post(url, { allowsLoopback: false })).rejects.toThrow(reason);
  });

  test('to a private network, where the emulators allow loopback', async () => {
    for (const url of ['http://10.0.0.7/', 'http://169.254.169.254/', 'https://[fe80::1]/']) {
      await expect(post(url)).rejects.toThrow(PRIVATE);
    }
  });

  test('to this machine under any port or name, unless the emulators allow it', async () => {
    const { port } = receiver;
    for (const host of ['127.0.0.1', 'localhost']) {
      const url = `http://${host}:${port}/`;
      await expect(post(url, { allowsLoopback: false })).rejects.toThrow(NOT_HTTPS);
      const https = `https://${host}:${port}/`;
      await expect(post(https, { allowsLoopback: false })).rejects.toThrow(PRIVATE);
    }
    expect(receiver.received).toEqual([]);
  });

  /** Has every name stand for these addresses. */
  function resolveTo(...addresses: { address: string; family: 4 | 6 }[]) {
    const lookup = (_: string, __: object, done: (...found: unknown[]) => void): void => {
      done(null, addresses);
    };
    return jest.spyOn(dns, 'lookup').mockImplementation(lookup as typeof dns.lookup);
  }

  test('to a name of which one address is private', async () => {
    resolveTo({ address: '8.8.8.8', family: 4 }, { address: '127.0.0.1', family: 4 });
    const url = `https://crm.example.com:${receiver.port}/`;
    await expect(post(url, { allowsLoopback: false })).rejects.toThrow(PRIVATE);
    resolveTo({ address: '::ffff:169.254.169.254', family: 6 });
    await expect(post(url, { allowsLoopback: false })).rejects.toThrow(PRIVATE);
  });

  test('to another address than the one that was judged: a name is looked up once', async () => {
    const lookup = resolveTo({ address: '127.0.0.1', family: 4 });
    expect(await post(`http://crm.example.com:${receiver.port}/`)).toBe(204);
    expect(lookup).toHaveBeenCalledTimes(1);
  });
});

test('a name that stands for nothing gives no answer', async () => {
  const failing = (_: string, __: object, done: (error: Error) => void): void => {
    done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
  };
  jest.spyOn(dns, 'lookup').mockImplementation(failing as unknown as typeof dns.lookup);
  await expect(post('https://crm.example.com/')).rejects.toThrow(/^ENOTFOUND$/);
});
