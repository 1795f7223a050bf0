import { z } from 'zod';

const configSchema = z.object({
  projectId: z.string(),
  apiKey: z.string(),
  appId: z.string().optional(),
});
export type Config = z.infer<typeof configSchema>;

const emulatorSchema = z.object({ host: z.string(), port: z.number() });
const emulatorsSchema = z.object({
  auth: emulatorSchema,
  firestore: emulatorSchema,
  functions: emulatorSchema,
});
export type Emulators = z.infer<typeof emulatorsSchema>;

/** Reads from Firebase Hosting which project this page belongs to, and the key of its web app. */
export async function readConfig(): Promise<Config> {
  const response = await fetch('/__/firebase/init.json');
  if (!response.ok) throw new Error(`Hosting answered ${String(response.status)}`);
  return configSchema.parse(await response.json());
}

/**
 * The addresses of the emulators. Null if Hosting is not emulated itself. The Hosting emulator only gives them
 * inside a script. The Content-Security-Policy does not run that script, so this function parses its text.
 */
export async function readEmulators(): Promise<Emulators | null> {
  if (!['127.0.0.1', 'localhost'].includes(location.hostname)) return null;
  const script = await (await fetch('/__/firebase/init.js?useEmulator=true')).text();
  const json = /var firebaseEmulators = (\{.*?\n\});/s.exec(script)?.[1];
  return json === undefined ? null : emulatorsSchema.parse(JSON.parse(json));
}
