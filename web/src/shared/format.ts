/** Dates, times, money and durations, as people in Spain write them. */
import type { Micros } from '#domain/time';
import { countDays, dateOf } from './calendar';

const formats = {
  day: new Intl.DateTimeFormat('es-ES', { weekday: 'short', day: 'numeric', month: 'short' }),
  longDay: new Intl.DateTimeFormat('es-ES', { weekday: 'long', day: 'numeric', month: 'long' }),
  date: new Intl.DateTimeFormat('es-ES', { day: 'numeric', month: 'short', year: 'numeric' }),
  time: new Intl.DateTimeFormat('es-ES', { hour: '2-digit', minute: '2-digit' }),
  number: new Intl.NumberFormat('es-ES'),
  percent: new Intl.NumberFormat('es-ES', { style: 'percent', maximumFractionDigits: 0 }),
};

export const formatDay = (time: Micros): string => formats.day.format(dateOf(time));
export const formatLongDay = (day: Date): string => capitalize(formats.longDay.format(day));
export const formatTime = (time: Micros): string => formats.time.format(dateOf(time));
export const formatDate = (time: Micros): string => formats.date.format(dateOf(time));
export const formatMoment = (time: Micros): string => `${formatDate(time)}, ${formatTime(time)}`;
export const formatNumber = (value: number): string => formats.number.format(value);
export const formatPercent = (share: number): string => formats.percent.format(share);

/** A price. A currency that is not known is written after the number. */
export function formatMoney(amount: number, currency = 'EUR'): string {
  try {
    return new Intl.NumberFormat('es-ES', {
      style: 'currency',
      currency,
      maximumFractionDigits: amount % 1 === 0 ? 0 : 2,
      useGrouping: 'always',
    }).format(amount);
  } catch {
    return `${formatNumber(amount)} ${currency}`;
  }
}

/** «hoy, 17:30», «mañana, 10:00», «lun, 30 nov, 12:00». */
export function formatDayAndTime(time: Micros, now = new Date()): string {
  const days = countDays(now, dateOf(time));
  const near: Readonly<Record<string, string>> = { '-1': 'ayer', '0': 'hoy', '1': 'mañana' };
  const isThisYear = dateOf(time).getFullYear() === now.getFullYear();
  const day = near[days] ?? (isThisYear ? formatDay(time) : formatDate(time));
  return `${day}, ${formatTime(time)}`;
}

/** Calendar days since a time: «desde hoy», «1 día», «12 días». */
export function formatDaysSince(time: Micros, now = new Date()): string {
  const days = countDays(dateOf(time), now);
  if (days < 1) return 'desde hoy';
  return days === 1 ? '1 día' : `${formatNumber(days)} días`;
}

/** A duration in its two largest units: «3 d 4 h», «12 min». */
export function formatDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return '< 1 min';
  if (minutes < 60) return `${String(minutes)} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return formatUnits(hours, 'h', minutes % 60, 'min');
  const days = Math.floor(hours / 24);
  return days < 10 ? formatUnits(days, 'd', hours % 24, 'h') : `${formatNumber(days)} d`;
}

function formatUnits(many: number, unit: string, rest: number, small: string): string {
  return rest === 0
    ? `${String(many)} ${unit}`
    : `${String(many)} ${unit} ${String(rest)} ${small}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
