import { Timestamp } from 'firebase-admin/firestore';
import { secondsAndNanos, timestampSchema, type Micros } from '../domain/time';

export function toTimestamp(time: Micros): Timestamp {
  const { seconds, nanoseconds } = secondsAndNanos(time);
  return new Timestamp(seconds, nanoseconds);
}

export function toMicros(timestamp: Timestamp): Micros {
  return timestampSchema.parse(timestamp);
}
