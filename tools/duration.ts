/** Seconds in words, the two largest units: `3 d 4 h`. They are the same in English and in Spanish. */
export function durationOf(seconds: number): string {
  const units: [name: string, length: number][] = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ];
  let left = Math.floor(seconds);
  const parts = units.flatMap(([name, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return count === 0 ? [] : [`${count} ${name}`];
  });
  return parts.slice(0, 2).join(' ') || '0 s';
}
