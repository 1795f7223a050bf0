/** Portals' mail at `receiveEnquiry?format=mail` (docs/contract.md §11). */
import { projectId } from '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { database } from '../../src/firestore/database';
import { emptyProject } from '../support/emptyProject';
import { injectCommitFault } from '../support/commits';
import { catchLogs } from '../support/logs';
import {
  FOTOCASA_CONTACT,
  HABITACLIA_CONTACT,
  IDEALISTA_MESSAGE,
  IDEALISTA_REPLY,
  UNKNOWN_MAILS,
} from '../support/portalMails';
import { basic, MAIL_SECRET, sign, withReceiver } from '../support/receiving';
import { measure } from '../support/traffic';
import { readEverything } from '../support/wholeDatabase';

const logs = catchLogs();
const receiver = withReceiver();
emptyProject(projectId);

const db = database();
const NEWSLETTER = { from: 'ofertas@example.com', subject: 'Grandes ofertas', text: 'Hoy' };

interface Posted {
  from?: string;
  subject?: string;
  text?: string;
  html?: string;
}

/** A mail as SendGrid posts it. */
function form({ from, subject, text, html }: Posted, headers: readonly string[] = []): FormData {
  const data = new FormData();
  data.set('headers', headers.join('\r\n'));
  for (const [name, value] of Object.entries({ from, subject, text, html })) {
    if (value !== undefined) data.set(name, value);
  }
  return data;
}

const withId = (id: string, ...more: readonly string[]) => [`Message-ID: <${id}>`, ...more];

type Stored = Readonly<Record<string, unknown>>;

async function docsOf(name: string): Promise<Stored[]> {
  const { docs } = await db.collection(name).get();
  return docs.map((each) => ({ id: each.id, ...each.data() }));
}

const onlyOne = async (name: string): Promise<Stored> => {
  const all = await docsOf(name);
  expect(all).toHaveLength(1);
  return all[0] ?? {};
};

describe('a notification', () => {
  test.each([
    [
      'a form with files',
      (mail: Posted) => {
        const data = form(mail, withId('one@mail.example'));
        data.set('attachment1', new Blob(['x'.repeat(100_000)]), 'plano.pdf');
        return data;
      },
    ],
    [
      'a form',
      ({ from = '', subject = '', text = '' }: Posted) =>
        new URLSearchParams({
          from,
          subject,
          'body-plain': text,
          'message-headers': JSON.stringify([['Message-Id', '<one@mail.example>']]),
        }),
    ],
    [
      'JSON',
      ({ from, subject, text }: Posted) => ({
        From: from,
        Subject: subject,
        TextBody: text,
        Headers: [{ Name: 'Message-ID', Value: '<one@mail.example>' }],
        Attachments: [{ Name: 'plano.pdf', Content: 'eHg=' }],
      }),
    ],
  ])('posted as %s becomes an enquiry', async (_, post) => {
    const { status, body } = await receiver.sendMail(post(IDEALISTA_MESSAGE));
    expect([status, body]).toEqual([200, { id: expect.any(String) }]);
    expect(await onlyOne('enquiries')).toMatchObject({
      id: body['id'],
      status: 'open',
      channel: 'portal',
      origin: { portal: 'idealista' },
      externalId: 'one@mail.example',
      message: `${IDEALISTA_MESSAGE.subject}\n\nBuenas tardes:\n¿Se puede visitar el sábado? Mi teléfono: 600 11 22 33`,
    });
    expect(await onlyOne('contacts')).toMatchObject({
      name: 'Rosalía Quintanar',
      email: 'rosalia@quintanar.example',
      phone: '600 11 22 33',
    });
    expect(await docsOf('inbox')).toEqual([]);
    expect(logs).toEqual([
      {
        severity: 'info',
        message: 'Enquiry stored',
        facts: { enquiryId: body['id'], parser: 'idealista/1' },
      },
    ]);
  });

  test('names its listing only where there is one of that id', async () => {
    await db.doc('listings/1720').set({ title: 'Ático' });
    await receiver.sendMail(form(FOTOCASA_CONTACT, withId('a@mail.example')));
    await receiver.sendMail(form(HABITACLIA_CONTACT, withId('b@mail.example')));
    const listings = (await docsOf('enquiries')).map((each) => [each['origin'], each['listingId']]);
    expect(listings).toHaveLength(2);
    expect(listings).toContainEqual([{ portal: 'fotocasa' }, '1720']);
    expect(listings).toContainEqual([{ portal: 'habitaclia' }, undefined]);
  });

  test.each([
    ['Thu, 26 Nov 2020 10:00:00 +0100', '2020-11-26T09:00:00.000Z'],
    ['26 Nov 2020 10:00 GMT', '2020-11-26T10:00:00.000Z'],
  ])('counts as of its date, %s', async (date, at) => {
    await receiver.sendMail(form(IDEALISTA_MESSAGE, withId('a@mail.example', `Date: ${date}`)));
    const { createdAt } = await onlyOne('enquiries');
    expect((createdAt as Timestamp).toDate().toISOString()).toBe(at);
  });

  test.each(['mañana 1', 'Thu, 26 Nov 2199 10:00:00 +0100', ''])(
    'or as of now: %s',
    async (date) => {
      await receiver.sendMail(form(IDEALISTA_MESSAGE, withId('a@mail.example', `Date: ${date}`)));
      const { createdAt, updatedAt } = await onlyOne('enquiries');
      expect(createdAt).toEqual(updatedAt);
    },
  );

  test('that is HTML alone is read as well', async () => {
    const html = IDEALISTA_MESSAGE.text
      .split('\n')
      .map((line) => `<div>${line}</div>`)
      .join('');
    await receiver.sendMail(
      form({ ...IDEALISTA_MESSAGE, text: '', html }, withId('a@mail.example')),
    );
    expect(await onlyOne('contacts')).toMatchObject({ name: 'Rosalía Quintanar' });
  });

  test.each(['iso-8859-1', 'windows-1252'])('in %s keeps its letters', async (charset) => {
    const data = form({ from: IDEALISTA_MESSAGE.from }, withId('a@mail.example'));
    for (const name of ['subject', 'text'] as const) {
      data.set(name, new Blob([Buffer.from(IDEALISTA_MESSAGE[name], 'latin1')]), '');
    }
    data.set('charsets', JSON.stringify({ subject: charset, text: charset }));
    await receiver.sendMail(data);
    expect(await onlyOne('contacts')).toMatchObject({ name: 'Rosalía Quintanar' });
  });

  test('once, however often and simultaneously it is posted', async () => {
    const post = () => receiver.sendMail(form(IDEALISTA_MESSAGE, withId('a@mail.example')));
    const all = await Promise.all(Array.from({ length: 20 }, post));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
    await onlyOne('enquiries');
    await onlyOne('contacts');
  });

  test('once, where it has no id', async () => {
    await receiver.sendMail(form(IDEALISTA_MESSAGE));
    await receiver.sendMail(form(IDEALISTA_MESSAGE));
    await receiver.sendMail(form({ ...IDEALISTA_MESSAGE, text: `${IDEALISTA_MESSAGE.text} ` }));
    await onlyOne('enquiries');
    await receiver.sendMail(form(IDEALISTA_MESSAGE, ['Date: Thu, 26 Nov 2020 10:00:00 +0100']));
    expect(await docsOf('enquiries')).toHaveLength(2);
  });
});

describe('a mail that no parser understands', () => {
  const MAILS = Object.entries(UNKNOWN_MAILS).filter(([, { from }]) => from !== '');

  test.each(MAILS)('is kept for people: %s', async (_, mail) => {
    const { status, body } = await receiver.sendMail(form(mail, withId('a@mail.example')));
    expect(status).toBe(200);
    expect(await onlyOne('inbox')).toEqual({
      id: body['id'],
      from: mail.from,
      subject: mail.subject,
      text: mail.text,
      receivedAt: expect.any(Timestamp),
      state: 'open',
    });
    expect(await docsOf('enquiries')).toEqual([]);
    expect(logs.map(({ severity, message }) => [severity, message])).toEqual([
      ['warn', 'A mail has no known form'],
    ]);
  });

  test('is kept once, also where the answer was lost', async () => {
    const fault = injectCommitFault(0, 'answer is lost');
    const post = () => receiver.sendMail(form(NEWSLETTER, withId('a@mail.example')));
    expect((await post()).status).toBe(200);
    fault.remove();
    await Promise.all([post(), post(), post()]);
    await onlyOne('inbox');
    expect(logs.filter(({ severity }) => severity === 'warn').length).toBeLessThanOrEqual(1);
  });

  test('stays done, when it comes again', async () => {
    const post = () => receiver.sendMail(form(NEWSLETTER, withId('a@mail.example')));
    const { body } = await post();
    await db.doc(`inbox/${String(body['id'])}`).update({ state: 'done' });
    await post();
    expect(await onlyOne('inbox')).toMatchObject({ state: 'done' });
  });

  test('costs 1 read and 1 write', async () => {
    const post = () => receiver.sendMail(form(NEWSLETTER, withId('a@mail.example')));
    expect(await measure(post)).toEqual({ read: 1, written: 1, rpcs: 2 });
    expect(await measure(post)).toEqual({ read: 1, written: 0, rpcs: 1 });
  });

  test('a form that is known, of somebody whom nobody can reach, is kept as well', async () => {
    const text = FOTOCASA_CONTACT.text
      .replace('+34602112233', '12')
      .replace('andres@quintanar.example', 'andres');
    await receiver.sendMail(form({ ...FOTOCASA_CONTACT, text }, withId('a@mail.example')));
    await onlyOne('inbox');
    expect(logs.map(({ message, facts }) => [message, facts['why']])).toEqual([
      ['Mail kept for people', 'no contact'],
    ]);
  });
});

describe('a reply makes no new enquiry', () => {
  test('where the portal says that it is one', async () => {
    await receiver.sendMail(form(IDEALISTA_REPLY, withId('a@mail.example')));
    await onlyOne('inbox');
    expect(await docsOf('enquiries')).toEqual([]);
  });

  test.each([
    'In-Reply-To: <one@mail.example>',
    'References: <zero@mail.example> <one@mail.example>',
  ])(
    'where it answers a mail that came before, %s: it is kept with its enquiry and contact',
    async (header) => {
      await receiver.sendMail(form(IDEALISTA_MESSAGE, withId('one@mail.example')));
      const { id, contactId } = await onlyOne('enquiries');
      const again = form(IDEALISTA_MESSAGE, withId('two@mail.example', header));
      expect((await receiver.sendMail(again)).status).toBe(200);
      await onlyOne('enquiries');
      expect(await onlyOne('inbox')).toMatchObject({ enquiryId: id, contactId, state: 'open' });
      // An answer to the answer belongs to the same enquiry.
      await receiver.sendMail(
        form(NEWSLETTER, withId('three@mail.example', 'In-Reply-To: <two@mail.example>')),
      );
      expect((await docsOf('inbox')).map((each) => each['enquiryId'])).toEqual([id, id]);
    },
  );

  test('an answer to a mail that never came here is a mail like any other', async () => {
    const mail = form(IDEALISTA_MESSAGE, withId('a@mail.example', 'In-Reply-To: <x@mail.example>'));
    await receiver.sendMail(mail);
    await onlyOne('enquiries');
  });
});

describe('who may send', () => {
  const mail = () => form(NEWSLETTER, withId('a@mail.example'));
  const post = (query: string, headers: Record<string, string> = {}) =>
    receiver.request({ method: 'POST', headers, body: mail() }, `?format=mail${query}`);

  test.each([
    ['as the password of the address', '', basic(MAIL_SECRET)],
    ['in the query', `&secret=${MAIL_SECRET}`, {}],
  ])('whoever has the secret, %s', async (_, query, headers) => {
    expect((await post(query, headers)).status).toBe(200);
  });

  test.each([
    ['without a secret', '', {}],
    ['with another one', '&secret=wrong', basic('wrong')],
    ['with an empty one', '&secret=', basic('')],
    [
      'with it as the user',
      '',
      { authorization: `Basic ${Buffer.from(`${MAIL_SECRET}:`).toString('base64')}` },
    ],
    ['with a list of them', `&secret[]=${MAIL_SECRET}`, {}],
    ['with a broken header', '', { authorization: 'Basic !' }],
  ])('nobody %s', async (_, query, headers) => {
    expect((await post(query, headers)).status).toBe(401);
    expect(await readEverything(db)).toEqual([]);
  });

  test('a signature of the portals opens nothing here', async () => {
    const body = JSON.stringify({ from: 'a@b.es', text: 'x' });
    const init = { method: 'POST', headers: sign(body), body };
    expect((await receiver.request(init, '?format=mail')).status).toBe(401);
  });

  test('while the secret is changed for another, both', async () => {
    process.env['MAIL_SECRET'] = `new ${MAIL_SECRET}`;
    expect((await post('', basic('new'))).status).toBe(200);
    expect((await post('', basic(MAIL_SECRET))).status).toBe(200);
    expect((await post('', basic(`new ${MAIL_SECRET}`))).status).toBe(401);
  });

  test('nobody, where there is no secret', async () => {
    process.env['MAIL_SECRET'] = '';
    expect((await post('', basic(''))).status).toBe(503);
    expect((await post('&secret=')).status).toBe(503);
  });
});

describe('hostile mail', () => {
  const raw = (body: string | Uint8Array<ArrayBuffer>, type: string) =>
    receiver.request(
      { method: 'POST', headers: { ...basic(MAIL_SECRET), 'content-type': type }, body },
      '?format=mail',
    );

  test('of more than 10 MB: 413', async () => {
    const { status } = await raw('x'.repeat(10 * 1024 * 1024 + 1), 'text/plain');
    expect(status).toBe(413);
  });

  test('of 10 MB is kept, as far as a document can hold it', async () => {
    const { status } = await receiver.sendMail(
      form({ ...NEWSLETTER, text: '😀'.repeat(2_000_000) }, withId('a@mail.example')),
    );
    expect(status).toBe(200);
    const { text } = await onlyOne('inbox');
    expect(Array.from(String(text))).toHaveLength(200_000);
  });

  test.each([
    ['a form without a boundary', 'multipart/form-data', 'x'],
    [
      'a form that breaks off',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="from"\r\n\r\na',
    ],
    ['a form that is none', 'multipart/form-data; boundary=b', 'hello'],
    ['no JSON', 'text/plain', 'hello'],
    ['a list', 'application/json', '[]'],
    ['nothing', 'application/x-www-form-urlencoded', ''],
    ['fields of another kind', 'application/x-www-form-urlencoded', '__proto__=1&constructor=2'],
  ])('%s: 400, and nothing is written', async (_, type, body) => {
    expect((await raw(body, type)).status).toBe(400);
    expect(await readEverything(db)).toEqual([]);
  });

  test.each([
    ['a charset that does not exist', { text: 'x-klingon' }],
    ['charsets that are none', 'nonsense'],
    ['a charset that is no text', { text: 7 }],
  ])('%s: read as UTF-8', async (_, charsets) => {
    const data = form(NEWSLETTER, withId('a@mail.example'));
    data.set('charsets', typeof charsets === 'string' ? charsets : JSON.stringify(charsets));
    await receiver.sendMail(data);
    expect(await onlyOne('inbox')).toMatchObject({ text: 'Hoy' });
  });

  test('bytes that are no UTF-8, and half a character, are replaced', async () => {
    const data = form({ from: 'a@example.com' }, withId('a@mail.example'));
    data.set('text', new Blob([Buffer.from([0x61, 0xff, 0xfe])]), '');
    await receiver.sendMail(data);
    expect(await onlyOne('inbox')).toMatchObject({ text: 'a\ufffd\ufffd' });
    await receiver.sendMail({ From: 'b@example.com', Subject: 'x\ud83d', TextBody: 'y' });
    expect((await docsOf('inbox')).map((each) => each['subject'])).toContain('x\ufffd');
  });

  test('without a text, and with headers that forge an id', async () => {
    const subject = 'Hola\r\nMessage-ID: <forged@mail.example>';
    await receiver.sendMail({ From: 'a@example.com', Subject: subject });
    await receiver.sendMail(form(NEWSLETTER, withId('forged@mail.example')));
    const kept = await docsOf('inbox');
    expect(kept.map((each) => each['text']).sort()).toEqual(['', 'Hoy']);
  });

  test('with many parts, and parts of one name: the first counts', async () => {
    const data = form(NEWSLETTER, withId('a@mail.example'));
    data.append('text', 'other');
    for (let n = 0; n < 500; n += 1) data.append(`x${n}`, 'y');
    expect((await receiver.sendMail(data)).status).toBe(200);
    expect(await onlyOne('inbox')).toMatchObject({ text: 'Hoy' });
  });
});

test('nothing of a mail goes into the log', async () => {
  for (const mail of [IDEALISTA_MESSAGE, IDEALISTA_REPLY, FOTOCASA_CONTACT, NEWSLETTER]) {
    await receiver.sendMail(form(mail, withId(`${mail.subject.length}@mail.example`)));
  }
  expect(logs).toHaveLength(4);
  const said = JSON.stringify(logs).toLowerCase();
  for (const text of [
    'rosal',
    'quintanar',
    'andr',
    '600',
    'prim',
    'ofertas',
    'mail.example',
    MAIL_SECRET,
  ]) {
    expect(said).not.toContain(text);
  }
});
