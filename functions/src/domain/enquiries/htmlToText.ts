/** Elements whose content is not to be read. */
const HIDDEN = new Set(['script', 'style', 'head', 'title']);

/** Elements that begin a line of their own. */
const BLOCKS = new Set(
  'address blockquote br div dd dl dt footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table td th tr ul'.split(
    ' ',
  ),
);

/** The names that mails in Spanish use; others stay as they are written. */
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  aacute: 'á',
  eacute: 'é',
  iacute: 'í',
  oacute: 'ó',
  uacute: 'ú',
  Aacute: 'Á',
  Eacute: 'É',
  Iacute: 'Í',
  Oacute: 'Ó',
  Uacute: 'Ú',
  ntilde: 'ñ',
  Ntilde: 'Ñ',
  uuml: 'ü',
  Uuml: 'Ü',
  ccedil: 'ç',
  Ccedil: 'Ç',
  agrave: 'à',
  egrave: 'è',
  ograve: 'ò',
  iquest: '¿',
  iexcl: '¡',
  euro: '€',
  ordm: 'º',
  ordf: 'ª',
  middot: '·',
  laquo: '«',
  raquo: '»',
};

/**
 * What somebody reads of an HTML document: its texts, a line for each block, without blank lines. It takes time in
 * proportion to the document's length, whatever is in it.
 */
export function htmlToText(html: string): string {
  const parts: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    parts.push(
      decodeEntities(html.slice(at, open === -1 ? html.length : open).replace(/\s+/g, ' ')),
    );
    if (open === -1) break;
    if (!/[a-z/!?]/i.test(html[open + 1] ?? '')) {
      parts.push('<');
      at = open + 1;
      continue;
    }
    const [, name = ''] = /^<\/?([a-z][a-z0-9]*)/i.exec(html.slice(open, open + 20)) ?? [];
    const tag = name.toLowerCase();
    const close = html.startsWith('<!--', open) ? endOf(html, '-->', open) : endOf(html, '>', open);
    const isHidden = HIDDEN.has(tag) && html[open + 1] !== '/';
    at = isHidden ? placeOf(html, `</${name}`, close) : close;
    if (BLOCKS.has(tag)) parts.push('\n');
  }
  const lines = parts
    .join('')
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').trim());
  return lines.filter((line) => line !== '').join('\n');
}

/** The place of the next occurrence, or the end. An element's two tags are written in the same case. */
function placeOf(html: string, text: string, from: number): number {
  const found = html.indexOf(text, from);
  return found === -1 ? html.length : found;
}

/** The place after the next occurrence, or the end. */
function endOf(html: string, text: string, from: number): number {
  return Math.min(html.length, placeOf(html, text, from) + text.length);
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x?)?(\w{1,10});/g, (whole, numeric: string | undefined, name: string) => {
    if (numeric === undefined) return ENTITIES[name] ?? whole;
    const code = Number.parseInt(name, numeric === '#x' ? 16 : 10);
    const isCharacter = code > 0 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : whole;
  });
}
