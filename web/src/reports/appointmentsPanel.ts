/** The panel of what became of appointments. */
import { html } from 'lit';
import { formatNumber, formatPercent } from '../shared/format';
import type { StatusCount } from './appointmentSummary';
import { renderStackedBar } from './bars';
import { renderExplained } from './explainedNumber';
import { renderLegend } from './legend';
import type { PastAppointments } from './pastAppointments';

export function renderAppointments({ total, rows, held, missed, read }: PastAppointments) {
  const render = (
    title: string,
    { statuses, count }: StatusCount,
    meaning: string,
    text = formatNumber(count),
  ) =>
    renderExplained(
      count,
      () => ({
        title,
        meaning,
        cases: { total: count, read: (max) => read(statuses, max) },
      }),
      { text, counts: 'citas' },
    );
  return html`${renderStackedBar(rows.map(({ fill, count }) => ({ kind: `fill-${String(fill)}`, value: count })))}
    <dl class="legend">
      ${rows.map(({ name, fill, ...counted }) =>
        renderLegend(
          `fill-${String(fill)}`,
          name,
          render(
            `Citas: ${name}`,
            counted,
            `Citas del periodo cuya hora ya pasó y que ahora están así. El porcentaje es de las ${formatNumber(total)} del periodo.`,
          ),
          counted.count / Math.max(1, total),
        ),
      )}
    </dl>
    <p class="soft">
      ${
        held.count === 0
          ? 'Sin visitas con resultado en este periodo.'
          : html`El cliente no se presentó en el
            ${render(
              'Plantones',
              missed,
              `Citas a las que el cliente no se presentó: el porcentaje es de las ${formatNumber(held.count)} con resultado que no se cancelaron.`,
              formatPercent(missed.count / held.count),
            )}
            de las
            ${render(
              'Citas que no se cancelaron',
              held,
              'Citas del periodo a las que el cliente vino, o no se presentó.',
            )}
            citas que no se cancelaron.`
      }
    </p>`;
}
