import { addressOf, MAX_TEXT_LENGTH, readInboundMail } from './inboundMail';

const MAIL = {
  from: 'idealista <reply@idealista.com>',
  subject: 'Nuevo mensaje',
  text: 'Hola\n¿Sigue libre?',
  messageId: 'one@mail.example',
  answers: ['three@mail.example', 'two@mail.example'],
  date: 'Thu, 26 Nov 2026 10:00:00 +0100',
};
const HEADERS: readonly [string, string][] = [
  ['Message-Id', '<one@mail.example>'],
  ['In-Reply-To', '<three@mail.example>'],
  ['References', '<three@mail.example> <two@mail.example>'],
  ['Date', MAIL.date],
];
const body = { from: MAIL.from, subject: MAIL.subject };

test.each([
  [
    "SendGrid's form",
    {
      ...body,
      text: MAIL.text,
      headers: HEADERS.map(([name, value]) => `${name}: ${value.replace('> <', '>\r\n <')}`).join(
        '\r\n',
      ),
    },
  ],
  [
    "Mailgun's form",
    { ...body, 'body-plain': MAIL.text, 'message-headers': JSON.stringify(HEADERS) },
  ],
  [
    "Postmark's JSON",
    {
      From: MAIL.from,
      Subject: MAIL.subject,
      TextBody: MAIL.text,
      HtmlBody: '<p>Otra cosa</p>',
      Headers: HEADERS.map(([Name, Value]) => ({ Name, Value })),
    },
  ],
])('%s', (_, fields) => {
  expect(readInboundMail(fields)).toEqual(MAIL);
});

test('without a text part, the HTML is read', () => {
  expect(readInboundMail({ ...body, text: ' ', html: '<p>Hola<br>Ana</p>' })?.text).toBe(
    'Hola\nAna',
  );
});

test('a mail without headers has no id, and answers nothing', () => {
  expect(readInboundMail({ ...body, text: 'Hola' })).toEqual({
    ...body,
    text: 'Hola',
    messageId: null,
    answers: [],
    date: null,
  });
});

test('a line break in the subject makes no header', () => {
  const subject = 'Hola\r\nMessage-ID: <forged@mail.example>\u0000';
  const mail = readInboundMail({ ...body, subject });
  expect([mail?.subject, mail?.messageId]).toEqual([
    'Hola Message-ID: <forged@mail.example>',
    null,
  ]);
});

test('of several headers of one name, the first counts', () => {
  const headers = 'Message-ID: <one@mail.example>\nMESSAGE-ID: <two@mail.example>\nnonsense\n: x';
  expect(readInboundMail({ ...body, headers })?.messageId).toBe('one@mail.example');
});

test.each([
  ['nothing', {}],
  ['other fields', { email: 'raw MIME' }],
  ['fields that are no texts', { from: 1, subject: ['a'], text: { b: 1 } }],
])('%s is no mail', (_, fields) => {
  expect(readInboundMail(fields)).toBeNull();
});

test.each([['[[1,2],["a"],null,"x"]'], ['[not json'], [{ Name: 'x' }], [[null, 7, { Name: 1 }]]])(
  'headers that are none (%j) are left out',
  (headers) => {
    expect(readInboundMail({ ...body, headers })?.messageId).toBeNull();
  },
);

test('half a character is replaced, and a huge text is cut', () => {
  const mail = readInboundMail({
    ...body,
    subject: 'a\ud800',
    text: `x\udfff${'é'.repeat(3_000_000)}`,
  });
  expect(mail?.subject).toBe('a\ufffd');
  expect(mail?.text.slice(0, 2)).toBe('x\ufffd');
  expect(mail?.text).toHaveLength(MAX_TEXT_LENGTH);
});

test.each([
  ['reply@idealista.com', 'reply@idealista.com'],
  ['"idealista" <Reply@Idealista.com>', 'reply@idealista.com'],
  ['"reply@idealista.com" <eva@example.com>', 'eva@example.com'],
  ['<reply@idealista.com> <eva@example.com>', 'eva@example.com'],
])('the address of %s', (from, address) => {
  expect(addressOf(from)).toBe(address);
});
