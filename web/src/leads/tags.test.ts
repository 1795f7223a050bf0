import { judgeTag, MAX_TAGS } from './tags';

test.each([
  ['vip', 'VIP'],
  ['ático', 'Atico'],
  ['  con   garaje ', 'Con garaje'],
])('%j is the tag %j', (typed, present) => {
  expect(judgeTag(typed, ['otra', present]).refusal).toBe(`Ya está: «${present}».`);
});

test.each([
  ['año nuevo', 'ano nuevo'],
  ['VIP 2', 'VIP'],
])('%j is another tag than %j', (typed, present) => {
  expect(judgeTag(typed, [present])).toEqual({ tag: typed, refusal: null });
});

test('a tag has at most 40 characters, and is not cut', () => {
  expect(judgeTag('a'.repeat(40), []).refusal).toBeNull();
  const { tag, refusal } = judgeTag('a'.repeat(43), []);
  expect([tag.length, refusal]).toEqual([43, 'Sobran 3 caracteres: caben 40.']);
});

test('a lead has room for 20 tags', () => {
  const tags = Array.from({ length: MAX_TAGS }, (_, n) => `etiqueta ${n}`);
  expect(judgeTag('otra', tags.slice(1)).refusal).toBeNull();
  expect(judgeTag('otra', tags).refusal).toBe('No caben más de 20 etiquetas.');
});
