import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedEntry } from '../documents/history';
import { MICROS_PER_DAY } from '../time';
import { morningMail, newsMail, newsOf, type WaitingLead } from './mail';
import { isMailCollection } from './mailCollection';

const NOW = 20_000 * MICROS_PER_DAY;
const BOARD = 'https://embudo.example.com/';

const entry: RecordedEntry = {
  seq: 1,
  from: null,
  to: 'Fase 0: Información Incompleta',
  at: NOW,
  effectiveAt: NOW,
  cause: 'lead.created',
  reason: 'Alta',
  source: { collection: 'appointments', id: 'A' },
  actor: { type: 'user', id: 'eva' },
  secondsInPrevious: null,
  outcome: null,
};
const offer: RecordedEntry = {
  ...entry,
  from: 'Visita Realizada',
  to: 'Oferta Presentada',
  cause: 'visit.offer_made',
};

test.each<[string, Partial<RecordedEntry>, string | null]>([
  ['the first entry of a lead', entry, 'new lead'],
  ['an offer', offer, 'offer'],
  ['an offer that somebody entered by hand', { ...offer, cause: 'manual' }, 'offer'],
  ['another step', { ...offer, to: 'Oferta Aceptada' }, null],
  ['a lead that was adopted at an offer', { ...offer, cause: 'lead.adopted', from: null }, null],
  ['an entry that stays at the offer', { ...offer, from: 'Oferta Presentada' }, null],
  ['a lead of nobody', { ...entry, source: { collection: 'leads', id: '' } }, null],
  ['what happened yesterday', { ...entry, effectiveAt: NOW - MICROS_PER_DAY }, 'new lead'],
  ['what an import brings', { ...entry, effectiveAt: NOW - MICROS_PER_DAY - 1 }, null],
])('news of %s', (_, fields, news) => {
  expect(newsOf({ ...entry, ...fields }, NOW)).toBe(news);
});

test('a mail names listing and status, and leads to the board', () => {
  const lead = { id: 'a b/1', status: 'Visita Pendiente', listing: 'Calle Mayor 12' };
  expect(newsMail('new lead', lead, BOARD)).toEqual({
    subject: 'Nuevo lead: Calle Mayor 12',
    text: `Tienes un lead nuevo:

Calle Mayor 12 · Visita Pendiente
https://embudo.example.com/embudo/a%20b%2F1
`,
    html: `<p>Tienes un lead nuevo:</p>
<p><a href="https://embudo.example.com/embudo/a%20b%2F1">Calle Mayor 12 · Visita Pendiente</a></p>
`,
  });
  const { subject, text, html } = newsMail('offer', { ...lead, listing: null }, '');
  expect(subject).toBe('Oferta presentada: Sin inmueble');
  expect(`${text}${html}`).not.toContain('http');
});

test('markup in a title stays text, and a line break in it ends no header', () => {
  const listing = '<img src=x onerror="a()">\r\nBcc: x@example.com & \'co\'';
  const { subject, html } = newsMail('offer', { id: 'x', status: 's', listing }, '');
  expect(subject).toBe('Oferta presentada: <img src=x onerror="a()"> Bcc: x@example.com & \'co\'');
  expect(html).toContain(
    '<p>&lt;img src=x onerror=&quot;a()&quot;&gt; Bcc: x@example.com &amp; &#39;co&#39; · s</p>',
  );
});

test('a morning lists what needs the agent, and counts the rest', () => {
  const lead: WaitingLead = {
    id: 'L',
    status: 'Visita Pendiente',
    listing: 'Ático',
    why: 'no_date',
  };
  const one = morningMail([lead], 1, BOARD);
  expect(one.subject).toBe('1 lead te necesita');
  expect(one.text).toBe(`Este lead te necesita hoy:

Ático · Visita Pendiente: la visita no tiene fecha
https://embudo.example.com/embudo/L
`);
  const many = morningMail([lead, { ...lead, why: 'stale' }], 7, '');
  expect(many.subject).toBe('7 leads te necesitan');
  expect(many.text).toMatch(/lleva días sin avanzar\n\nY 5 más\.\n$/);
  expect(many.html).toMatch(/<p>Y 5 más\.<\/p>\n$/);
});

test.each([
  ['mail', true],
  ['correo_2', true],
  ['', false],
  ['leads', false],
  ['statusHistory', false],
  ['blockedDocuments', false],
  ['maintenance', false],
  ['a/b', false],
  ['__x__', false],
  ['ñ', false],
])('mail to the collection «%s»: %s', (name, isAllowed) => {
  expect(isMailCollection(name)).toBe(isAllowed);
});
test('mail goes to no collection that the rules name', () => {
  const rules = readFileSync(join(__dirname, '../../../../firestore.rules'), 'utf8');
  const names = [...rules.matchAll(/\/(\w+)\/\{\w+\}/g)].map(([, name = '']) => name);
  expect(names).toContain('leads');
  expect(names.filter((name) => name !== 'databases' && isMailCollection(name))).toEqual([]);
});
