import { z } from 'zod';

/** Why a session ended, and what the sign-in page says about it. */
const SENTENCES = {
  left: 'Has salido de Embudo.',
  'left-elsewhere': 'Tu sesión ha terminado: la has cerrado en otra pestaña.',
  disabled:
    'Tu sesión ha terminado: la cuenta está desactivada. Habla con quien administra Embudo.',
  expired: 'Tu sesión ha terminado: ha caducado, o la han cerrado desde la administración.',
  'role-changed': 'Tu sesión ha terminado: ha cambiado tu papel en la agencia. Vuelve a entrar.',
  'other-user': 'Tu sesión ha terminado: otra persona ha entrado en este navegador.',
} as const;

export const endingSchema = z.literal(Object.keys(SENTENCES) as [Ending, ...Ending[]]);
export type Ending = keyof typeof SENTENCES;

const KEY = 'embudo-ended';

/** Keeps in this tab why its session ended, until the sign-in page shows it. */
export function keepEnding(ending: Ending): void {
  sessionStorage.setItem(KEY, ending);
}

/** Why the session of this tab ended just before this start. Null if none did. */
export function readEnding(): Ending | null {
  return endingSchema.nullable().catch(null).parse(sessionStorage.getItem(KEY));
}

export const explainEnding = (ending: Ending): string => SENTENCES[ending];
