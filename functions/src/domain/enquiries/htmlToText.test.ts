import { htmlToText } from './htmlToText';

test.each([
  ['<p>Hola<br>¿Sigue libre?</p>', 'Hola\n¿Sigue libre?'],
  ['<table><tr><td>Nombre:</td><td> Ana </td></tr></table>', 'Nombre:\nAna'],
  ['<b>Nombre:</b> Ana\n  Q.', 'Nombre: Ana Q.'],
  ['Tel&eacute;fono:&nbsp;600&#32;&#x31;1', 'Teléfono: 600 11'],
  ['<style>p { color: red }</style>a<SCRIPT>x</SCRIPT>b<!-- c > d -->', 'ab'],
  ['<a href="https://x.example/?a=1&amp;b=2">Ver</a>', 'Ver'],
  ['&unknown; &#xd800; &#99999999;', '&unknown; &#xd800; &#99999999;'],
  ['<header>Hola</header>', 'Hola'],
  ['a < b <', 'a < b <'],
  ['', ''],
])('%s', (html, text) => {
  expect(htmlToText(html)).toBe(text);
});

test.each(['<', '<script', '<!--', '&', '<p', '</', ' ', '<style>'])(
  'a million times «%s» takes steps in proportion',
  (unit) => {
    // If a step went through the rest of the document, this would not end within the test's time.
    expect(htmlToText(unit.repeat(1_000_000 / unit.length)).length).toBeLessThanOrEqual(1_000_000);
  },
);
