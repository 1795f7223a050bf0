import { LEAD_STATUSES } from '#domain/leadStatus';
import { noFigures } from '#domain/reports/figures';
import { renderReportCsv } from './reportCsv';
import type { Funnel } from './reports';
import { fillMonths } from './tables';

const [fase0] = LEAD_STATUSES;
const enquiries = { enquiries: 2, answered: 1, medianToAnswer: 60.4 };
const details: NonNullable<Funnel['details']> = {
  byAgent: [{ agent: 'lucia', ...noFigures(), begun: 3 }],
  otherAgents: null,
  byMonth: [{ month: '2026-01', ...noFigures(), won: 1 }],
  enquiries,
  byOrigin: [
    { portal: '=1+1', source: null, campaigns: [], leads: 4, ...noFigures(), ...enquiries },
  ],
  otherOrigins: null,
  counted: [],
};
const funnel: Funnel = {
  isExact: true,
  leads: 4,
  statuses: [{ status: fase0, reached: 4, seconds: 1.6 }],
  details,
};
const nameAgent = (): string => 'Lucía "la jefa"; Madrid';

test('a report is a table with a figure on each line, which Excel reads as UTF-8', () => {
  const csv = renderReportCsv(funnel, nameAgent);
  expect(csv.startsWith('\ufefftabla;nombre;dato;valor\r\n')).toBe(true);
  expect(csv.endsWith('\r\n')).toBe(true);
  const lines = csv.split('\r\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      `estado;${fase0};leads;4`,
      `estado;${fase0};estancia mediana (s);2`,
      'mes;2026-01;Ganados;1',
      'agente;"Lucía ""la jefa""; Madrid";Nuevos;3',
      "procedencia;'=1+1;respuesta mediana (s);60",
    ]),
  );
});

test('a report that Firestore counted has the statuses alone', () => {
  const csv = renderReportCsv({ ...funnel, isExact: false, details: null }, nameAgent);
  expect(csv.split('\r\n').slice(1, -1)).toEqual([
    `estado;${fase0};entradas;4`,
    `estado;${fase0};estancia media (s);2`,
  ]);
});

test('months without figures are between those that have some', () => {
  const months = ['2025-11', '2026-02'].map((month) => ({ month, ...noFigures(), won: 1 }));
  expect(fillMonths(months).map(({ month, won }) => [month, won])).toEqual([
    ['2025-11', 1],
    ['2025-12', 0],
    ['2026-01', 0],
    ['2026-02', 1],
  ]);
  expect(fillMonths([])).toEqual([]);
});
