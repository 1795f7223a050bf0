/** The separators of CSV, by how they are named. */
export const CSV_SEPARATORS = { ';': ';', ',': ',', tab: '\t' } as const;
