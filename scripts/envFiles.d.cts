// The types of envFiles.cjs, for the operator's tool.
type Variables = Readonly<Record<string, string | undefined>>;

export function readParameters(folder: string, project: string): Variables;
export function readSiteKey(folder: string, project: string, environment: Variables): string;
export function readEnvFiles(folder: string, names: readonly string[]): Variables;
