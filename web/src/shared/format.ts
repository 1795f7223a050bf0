/** Dates, times, money and durations, as people in Spain write them. Days and hours are those of the agency. */
import type { Micros } from '#domain/time';
import { countDays, dateOf, isOtherOnDevice, isSameYear } from './calendar';

const timeZone = AGENCY_TIME_ZONE;

const formats = {
  day: newFormat({ weekday: 'short', day: 'numeric', month: 'short' }),
  longDay: newFormat({ weekday: 'long', day: 'numeric', month: 'long' }),
  date: newFormat({ day: 'numeric', month: 'short', year: 'numeric' }),
  time: newFormat({ hour: '2-digit', minute: '2-digit' }),
  number: new Intl.NumberFormat('es-ES'),
  percent: new Intl.NumberFormat('es-ES', { style: 'percent', maximumFractionDigits: 0 }),
  signedPercent: new Intl.NumberFormat('es-ES', {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  }),
};

function newFormat(fields: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('es-ES', { ...fields, timeZone });
}

export const formatDay = (time: Micros): string => formats.day.format(dateOf(time));
export const formatLongDay = (day: Date): string => capitalize(formats.longDay.format(day));
export const formatTime = (time: Micros): string => formats.time.format(dateOf(time));
export const formatDate = (time: Micros): string => formats.date.format(dateOf(time));
export const formatMoment = (time: Micros): string =>
  `${formatDate(time)}, ${formatLabelledTime(time)}`;
export const formatNumber = (value: number): string => formats.number.format(value);
export const formatPercent = (share: number): string => formats.percent.format(share);

/** «−37 %», «+5 %», «0 %». */
export const formatSignedPercent = (share: number): string =>
  formats.signedPercent.format(share).replace('-', '−');

/** «hora de Madrid» if the clocks of this device show another hour at that time, else an empty text. */
export function labelTimeZone(date: Date): string {
  return isOtherOnDevice(date) ? `hora de ${placeOf(timeZone)}` : '';
}

/** The place of a time zone: «Madrid». Only the Spanish zone whose English name differs is translated. */
function placeOf(zone: string): string {
  if (zone === 'Atlantic/Canary') return 'Canarias';
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

/** «17:30», or «17:30 (hora de Madrid)» on a device whose clocks show another hour. */
export function formatLabelledTime(time: Micros): string {
  const label = labelTimeZone(dateOf(time));
  return label === '' ? formatTime(time) : `${formatTime(time)} (${label})`;
}

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
  const isThisYear = isSameYear(dateOf(time), now);
  const day = near[days] ?? (isThisYear ? formatDay(time) : formatDate(time));
  return `${day}, ${formatLabelledTime(time)}`;
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
