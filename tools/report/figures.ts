import type { Figures } from '../../functions/src/domain/reports/figures';

/** The figures that the page shows for each month and each agent, with their Spanish titles. */
export const SERIES: readonly { figure: keyof Figures; title: string }[] = [
  { figure: 'begun', title: 'Nuevos' },
  { figure: 'visited', title: 'Visitados' },
  { figure: 'offered', title: 'Con oferta' },
  { figure: 'won', title: 'Ganados' },
  { figure: 'lost', title: 'Perdidos' },
];

/** Who was lost to another buyer, among the lost, and no-shows are in the tables only, not in the chart. */
export const COLUMNS: typeof SERIES = [
  ...SERIES,
  { figure: 'lostToOther', title: 'A otro' },
  { figure: 'noShows', title: 'Plantones' },
];
