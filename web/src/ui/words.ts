import type { Micros } from '#domain/time';

/** Dates, times, money and lengths of time, as people in Spain write them. */
const MILLIS = 1_000;
const DAY_MS = 86_400_000;

const formats = {
  day: new Intl.DateTimeFormat('es-ES', { weekday: 'short', day: 'numeric', month: 'short' }),
  longDay: new Intl.DateTimeFormat('es-ES', { weekday: 'long', day: 'numeric', month: 'long' }),
  date: new Intl.DateTimeFormat('es-ES', { day: 'numeric', month: 'short', year: 'numeric' }),
  time: new Intl.DateTimeFormat('es-ES', { hour: '2-digit', minute: '2-digit' }),
  number: new Intl.NumberFormat('es-ES'),
  percent: new Intl.NumberFormat('es-ES', { style: 'percent', maximumFractionDigits: 0 }),
};

export const dateOf = (time: Micros): Date => new Date(time / MILLIS);
export const dayText = (time: Micros): string => formats.day.format(dateOf(time));
export const longDayText = (day: Date): string => capital(formats.longDay.format(day));
export const timeText = (time: Micros): string => formats.time.format(dateOf(time));
export const dateText = (time: Micros): string => formats.date.format(dateOf(time));
export const momentText = (time: Micros): string => `${dateText(time)}, ${timeText(time)}`;
export const numberText = (value: number): string => formats.number.format(value);
export const percentText = (share: number): string => formats.percent.format(share);

/** A price; what is no currency that is known is written beside the number. */
export function moneyText(amount: number, currency = 'EUR'): string {
  try {
    return new Intl.NumberFormat('es-ES', {
      style: 'currency',
      currency,
      maximumFractionDigits: amount % 1 === 0 ? 0 : 2,
      useGrouping: 'always',
    }).format(amount);
  } catch {
    return `${numberText(amount)} ${currency}`;
  }
}

/** «hoy, 17:30», «mañana, 10:00», «lun, 30 nov, 12:00». */
export function whenText(time: Micros, now = new Date()): string {
  const days = daysBetween(now, dateOf(time));
  const near: Readonly<Record<string, string>> = { '-1': 'ayer', '0': 'hoy', '1': 'mañana' };
  const isThisYear = dateOf(time).getFullYear() === now.getFullYear();
  const day = near[days] ?? (isThisYear ? dayText(time) : dateText(time));
  return `${day}, ${timeText(time)}`;
}

/** Days of the calendar since a time, as a card says it. */
export function sinceText(time: Micros, now = new Date()): string {
  const days = daysBetween(dateOf(time), now);
  if (days < 1) return 'desde hoy';
  return days === 1 ? '1 día' : `${numberText(days)} días`;
}

/** A length of time in its two largest units: «3 d 4 h», «12 min». */
export function lengthText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return '< 1 min';
  if (minutes < 60) return `${String(minutes)} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(hours, 'h', minutes % 60, 'min');
  const days = Math.floor(hours / 24);
  return days < 10 ? joined(days, 'd', hours % 24, 'h') : `${numberText(days)} d`;
}

function joined(many: number, unit: string, rest: number, small: string): string {
  return rest === 0
    ? `${String(many)} ${unit}`
    : `${String(many)} ${unit} ${String(rest)} ${small}`;
}

/** Days of the calendar from one time to another. */
function daysBetween(from: Date, to: Date): number {
  return Math.round((startOfDay(to).getTime() - startOfDay(from).getTime()) / DAY_MS);
}

export function startOfDay(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

export function addDays(date: Date, days: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
}

/** As a form's date field has it: `YYYY-MM-DD`. */
export function dayValue(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** As a form's time field has it: `HH:MM`. */
export function timeValue(date: Date): string {
  return date.toTimeString().slice(0, 5);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const OUTCOMES = { won: 'Ganado', lost: 'Perdido', moved: 'Pasó a otro lead' } as const;

export const APPOINTMENT_WORDS = {
  Scheduled: 'Programada',
  Completed: 'Realizada',
  Cancelled: 'Cancelada',
  NoShow: 'No se presentó',
} as const;

export const VISIT_WORDS = {
  offer_made: 'Hizo una oferta',
  more_info_needed: 'Necesita más información',
} as const;

const MISSING: Readonly<Record<string, string>> = {
  listingId: 'Falta el inmueble',
  prospectId: 'Falta la ficha del propietario',
};
export const missingText = (field: string): string => MISSING[field] ?? `Falta ${field}`;
