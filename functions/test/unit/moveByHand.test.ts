import { LEAD_STATUSES, type LeadStatus } from '../../src/domain/leadStatus';
import { mayMove, moveRequestSchema } from '../../src/domain/moveByHand';

/** The table of the contract (section 6), as it stands there. */
const TABLE = `
Fase 0: Información Incompleta | Información Solicitada, Respuesta Pendiente, Cerrado (lost)
Información Solicitada | Respuesta Pendiente, Oferta Presentada, Cerrado (lost)
Respuesta Pendiente | Información Solicitada, Oferta Presentada, Cerrado (lost)
Visita Pendiente | Información Solicitada, Respuesta Pendiente, Cerrado (lost)
Visita Realizada | Información Solicitada, Respuesta Pendiente, Oferta Presentada, Cerrado (lost)
Oferta Presentada | Oferta Pendiente Aprobación, Oferta Aceptada, Oferta Rechazada, Cerrado (lost)
Oferta Pendiente Aprobación | Oferta Aceptada, Oferta Rechazada, Oferta Presentada, Cerrado (lost)
Oferta Aceptada | Cerrado (won), Oferta Rechazada
Oferta Rechazada | Oferta Presentada, Información Solicitada, Cerrado (lost)
Cerrado |
`;

const ALLOWED = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => {
      const [from = '', to = ''] = line.split('|').map((cell) => cell.trim());
      return [from, to.split(', ')];
    }),
);

const targets = LEAD_STATUSES.flatMap((to): [to: LeadStatus, outcome: 'won' | 'lost' | null][] =>
  to === 'Cerrado'
    ? [
        [to, 'won'],
        [to, 'lost'],
      ]
    : [[to, null]],
);

describe.each(LEAD_STATUSES)('from %s', (from) => {
  test.each(targets)('to %s (%s)', (to, outcome) => {
    const closed = outcome === null ? {} : { closed: { outcome } };
    const request = { leadId: 'l', from, to, reason: 'r', requestId: 'q', ...closed };
    const words = outcome === null ? to : `${to} (${outcome})`;
    expect(mayMove('agent', request)).toBe(ALLOWED.get(from)?.includes(words));
    expect(mayMove('admin', request)).toBe(true);
    expect(moveRequestSchema.safeParse(request).success).toBe(from !== to);
  });
});
