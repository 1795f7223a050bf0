import type { FunnelReport } from '../../functions/src/domain/reports/funnelReport';
import { html, type Html } from './html';
import type { Scope } from './scope';
import { formatSpanishNumber } from './spanish';

/** How the figures of the page are counted, and what they leave out. */
export function renderNotes({ leftOut }: FunnelReport, scope: Scope): Html {
  return html`<footer>
    <h2>Cómo se cuenta</h2>
    <ul>
      <li>
        Todo sale del historial de estados, por la fecha en que cada cosa ocurrió (hora de
        ${scope.timeZone}).
      </li>
      <li>
        «Al siguiente»: de los leads que alcanzaron el estado, los que después alcanzaron el estado
        que le sigue en la lista. «Más allá»: los que después alcanzaron cualquiera posterior, sin
        contar ofertas rechazadas ni cierres perdidos. Un lead puede saltarse estados.
      </li>
      <li>
        El tiempo en un estado cuenta cuando termina; su error es de un 1 % como máximo. Pasar por
        un estado en el mismo momento cuenta como 0.
      </li>
      <li>
        Un lead que se perdió y volvió cuenta como perdido, y también como lo que fue después.
      </li>
      <li>
        Los plantones son las veces que el cliente no se presentó a la visita y eso cambió el estado
        del lead.
      </li>
      <li>
        Las consultas son las que se abrieron en el periodo, de leads en los que pasó algo en él, y
        cuentan en la procedencia que cada una dice. La respuesta es la mediana del tiempo desde que
        se abrieron hasta que se contestaron; las descartadas cuentan como consultas, no como
        contestadas.
      </li>
      ${renderLeftOut(leftOut)}
    </ul>
  </footer>`;
}

function renderLeftOut(leftOut: FunnelReport['leftOut']): Html | null {
  const counts = [
    [leftOut.moved, 'leads que pasaron a otro lead al corregirse su visita'],
    [leftOut.withoutHistory, 'leads sin historial, de un sistema anterior'],
    [leftOut.unreadableEntries, 'anotaciones ilegibles'],
  ] as const;
  const parts = counts.flatMap(([count, what]) =>
    count === null || count === 0 ? [] : [`${formatSpanishNumber(count)} ${what}`],
  );
  return parts.length === 0 ? null : html`<li>No cuentan: ${parts.join('; ')}.</li>`;
}
