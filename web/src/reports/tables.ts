/** The tables of Informes by agent and by month, for the page and for the file. */
import { noFigures, type Figures } from '#domain/reports/figures';
import type { FunnelReport } from '#domain/reports/funnelReport';

/** The figures of an agent and of a month, and what each of them counts. */
export const FIGURES: readonly { figure: keyof Figures; title: string; meaning: string }[] = [
  { figure: 'begun', title: 'Nuevos', meaning: 'Leads que empezaron en el periodo.' },
  {
    figure: 'visited',
    title: 'Visitados',
    meaning: 'Leads que llegaron a «Visita Realizada», cada uno la primera vez.',
  },
  {
    figure: 'offered',
    title: 'Con oferta',
    meaning: 'Leads que llegaron a «Oferta Presentada», cada uno la primera vez.',
  },
  { figure: 'won', title: 'Ganados', meaning: 'Leads que se cerraron como ganados.' },
  { figure: 'lost', title: 'Perdidos', meaning: 'Leads que se cerraron como perdidos.' },
  {
    figure: 'lostToOther',
    title: 'A otro',
    meaning: 'De los perdidos, aquellos cuyo inmueble se vendió a otra persona.',
  },
  {
    figure: 'noShows',
    title: 'Plantones',
    meaning: 'Veces que el cliente no se presentó: un lead puede contar varias.',
  },
];

/** Those that the line over time shows. */
export const DRAWN: readonly (keyof Figures)[] = ['begun', 'visited', 'offered', 'won', 'lost'];

const formatOfMonths = new Intl.DateTimeFormat('es-ES', {
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** «ene 2026», from `2026-01`. */
export function formatMonth(month: string): string {
  return formatOfMonths.format(new Date(`${month}-01T00:00:00Z`));
}

/** Finds the row in which an agent's leads count. Null for «Otros»: the agents beyond the longest table. */
export function rowOfAgent(
  byAgent: FunnelReport['byAgent'],
): (agent: string | null) => FunnelReport['byAgent'][number] | null {
  const rows = new Map(byAgent.map((row) => [row.agent, row]));
  return (agent) => rows.get(agent) ?? null;
}

/** All months from the first to the last one with figures: those without any, too. */
export function fillMonths(byMonth: FunnelReport['byMonth']): FunnelReport['byMonth'] {
  const known = new Map(byMonth.map((each) => [each.month, each]));
  const [first, last] = [byMonth[0]?.month, byMonth.at(-1)?.month];
  if (first === undefined || last === undefined) return [];
  const months: FunnelReport['byMonth'][number][] = [];
  for (let month = first; month <= last; month = nextMonth(month)) {
    months.push(known.get(month) ?? { month, ...NONE });
  }
  return months;
}

const NONE = noFigures();

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const [nextYear, next] = number === 12 ? [year + 1, 1] : [year, number + 1];
  return `${String(nextYear)}-${String(next).padStart(2, '0')}`;
}
