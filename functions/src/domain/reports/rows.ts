/** Rows by key. The first `maxRows` keys have a row each, all others share one. */
export class Rows<Row> {
  readonly named = new Map<string, Row>();
  others: Row | null = null;

  constructor(
    private readonly maxRows: number,
    private readonly newRow: (title: string) => Row,
  ) {}

  at(key: string, title = key): Row {
    const known = this.named.get(key);
    if (known !== undefined) return known;
    if (this.named.size >= this.maxRows) return (this.others ??= this.newRow(''));
    const row = this.newRow(title);
    this.named.set(key, row);
    return row;
  }
}
