/** The panel of what was won, and what was lost and why. */
import { html, nothing } from 'lit';
import { formatNumber } from '../shared/format';
import { renderBar, renderStackedBar } from './bars';
import { MAX_REASONS_READ, type ClosedLeads, type LostReason } from './closedLeads';
import type { Counted } from './explained';
import { renderExplained } from './explainedNumber';
import { renderLegend } from './legend';

const MAX_REASONS_SHOWN = 8;

export function renderClosed({ won, lost, lostToOther, reasons }: ClosedLeads) {
  const total = won.total + lost.total;
  const shown = reasons.slice(0, MAX_REASONS_SHOWN);
  const longest = Math.max(1, ...shown.map(({ leads }) => leads.length));
  const render = (kind: string, title: string, counted: Counted, meaning: string) =>
    renderLegend(
      kind,
      title,
      renderExplained(counted.total, () => ({
        title,
        meaning: `${meaning} El porcentaje es de los ${formatNumber(total)} ganados y perdidos.`,
        cases: counted,
      })),
      counted.total / Math.max(1, total),
    );
  return html`${renderStackedBar([
      { kind: 'fill-7', value: won.total },
      { kind: 'fill-9', value: lost.total - lostToOther.total },
      { kind: 'fill-8', value: lostToOther.total },
    ])}
    <dl class="legend">
      ${render(
        'fill-7',
        'Ganados',
        won,
        'Leads que se cerraron como ganados en el periodo, y siguen así.',
      )}
      ${render(
        'fill-9',
        'Perdidos',
        lost,
        'Leads que se cerraron como perdidos en el periodo, y siguen así.',
      )}
      ${
        lostToOther.total === 0
          ? nothing
          : render(
              'fill-8',
              'De ellos, vendido a otro',
              lostToOther,
              'De los perdidos, los que se cerraron con el motivo «Vendido a otro»: su inmueble se vendió a otra persona.',
            )
      }
    </dl>
    <h3>Por qué se pierden</h3>
    ${
      shown.length === 0
        ? html`<p class="soft">Ninguno se ha perdido en este periodo.</p>`
        : html`<ul class="stack tight reasons">
            ${shown.map((each) => renderReason(each, longest))}
          </ul>`
    }
    ${
      lost.total > MAX_REASONS_READ
        ? html`<p class="soft small">De los últimos ${MAX_REASONS_READ} perdidos.</p>`
        : nothing
    }`;
}

function renderReason({ reason, leads }: LostReason, longest: number) {
  return html`<li>
    <span class="row"
      ><span class="grow break">${reason}</span
      ><strong class="numbers"
        >${renderExplained(leads.length, () => ({
          title: `Perdidos: ${reason}`,
          meaning: `Leads que se cerraron como perdidos en el periodo, y siguen así, con este motivo. Se miran los ${String(MAX_REASONS_READ)} últimos perdidos; las mayúsculas y los espacios dan igual.`,
          cases: leads,
        }))}</strong
      ></span
    >${renderBar(leads.length / longest, 'fill-9')}
  </li>`;
}
