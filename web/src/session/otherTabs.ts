import { z } from 'zod';
import { endingSchema } from './endings';

/** What the tabs of one browser tell each other. */
const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entered'), uid: z.string() }),
  z.object({ kind: z.literal('ended'), ending: endingSchema }),
]);
export type TabMessage = z.infer<typeof messageSchema>;

const channel = new BroadcastChannel('embudo-session');

export function tellOtherTabs(message: TabMessage): void {
  channel.postMessage(message);
}

/** Calls `onMessage` with what another tab of this browser tells. */
export function hearOtherTabs(onMessage: (message: TabMessage) => void): void {
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const parsed = messageSchema.safeParse(data);
    if (parsed.success) onMessage(parsed.data);
  });
}
