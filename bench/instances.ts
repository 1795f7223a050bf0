/** Starts processes that handle events, as instances of functions do, and gives them tasks. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Traffic } from '../functions/test/support/traffic';
import type { Contender } from './contenders';
import type { Handled, Task, Weight, Written } from './instance';

/** Several instances that work at the same time. */
export class Instances {
  private children: ChildProcess[] = [];

  constructor(
    private readonly projectId: string,
    private readonly size = 1,
  ) {}

  /** Whether none of them was started yet. */
  get areNew(): boolean {
    return this.children.length === 0;
  }

  /**
   * Lets them handle the creation of these appointments, at the same time. Answers how many milliseconds
   * all of it took, and each event. Null if it took longer than `patienceMs`: then the instances are ended.
   */
  async handle(
    by: Contender,
    paths: readonly string[],
    { atOnce = true, patienceMs = Infinity } = {},
  ): Promise<{ ms: number; each: number[]; failures: number } | null> {
    const share = (n: number): string[] => paths.filter((_, at) => at % this.size === n);
    await this.ask((n) => ({ task: 'prepare', paths: share(n) }));
    const start = performance.now();
    const handled = this.ask<Handled>(() => ({ task: 'handle', by, atOnce }));
    const answers = await withTimeout(patienceMs, handled);
    if (answers === null) {
      handled.catch(() => undefined);
      await this.end();
      return null;
    }
    const ms = performance.now() - start;
    const failures = answers.reduce((sum, answer) => sum + answer.failures, 0);
    return { ms, each: answers.flatMap((answer) => [...answer.ms]), failures };
  }

  /** Handles the creation of an appointment, and counts its cost. */
  async count(by: Contender, path: string): Promise<Traffic> {
    await this.ask(() => ({ task: 'prepare', paths: [path] }));
    return this.askFirst<Traffic>({ task: 'count', by });
  }

  /** Writes a document, or deletes it if `fields` is null, and lets Embudo handle the event. */
  async write(path: string, fields: Record<string, unknown> | null): Promise<Written> {
    return this.askFirst<Written>({ task: 'write', path, fields });
  }

  /** Starts them, and lets them load their code. They handle nothing yet. */
  async start(): Promise<void> {
    await this.ask(() => ({ task: 'prepare', paths: [] }));
  }

  async weigh(): Promise<Weight> {
    return this.askFirst<Weight>({ task: 'weigh' });
  }

  async end(): Promise<void> {
    const children = this.children;
    this.children = [];
    const exits = children.map((child) => once(child, 'exit'));
    for (const child of children) child.kill();
    await Promise.all(exits);
  }

  /** Gives a task to all instances, and returns the answer of the first. */
  private async askFirst<Answer>(task: Task): Promise<Answer> {
    const [answer] = await this.ask<Answer>(() => task);
    if (answer === undefined) throw new Error('There is no instance');
    return answer;
  }

  private async ask<Answer = unknown>(task: (n: number) => Task): Promise<Answer[]> {
    while (this.children.length < this.size) this.children.push(this.fork());
    return Promise.all(this.children.map((child, n) => ask<Answer>(child, task(n))));
  }

  private fork(): ChildProcess {
    return fork(join(__dirname, 'instance.ts'), {
      execArgv: ['--import', 'tsx', '--expose-gc'],
      env: { ...process.env, GCLOUD_PROJECT: this.projectId },
      // Functions log to stdout, which is not needed here.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }
}

type Message<Answer> = { answer: Answer; error?: undefined } | { error: string };

async function ask<Answer>(child: ChildProcess, task: Task): Promise<Answer> {
  const answered = new AbortController();
  const { signal } = answered;
  const died = once(child, 'exit', { signal }).then((): never => {
    throw new Error('An instance ended before its task was done');
  });
  died.catch(() => undefined);
  child.send(task);
  try {
    const answer = once(child, 'message', { signal }) as Promise<[Message<Answer>]>;
    const [message] = await Promise.race([answer, died]);
    if (message.error !== undefined) throw new Error(message.error);
    return message.answer;
  } finally {
    answered.abort();
  }
}

async function withTimeout<Value>(ms: number, promise: Promise<Value>): Promise<Value | null> {
  if (ms === Infinity) return promise;
  const timer = new AbortController();
  const late = wait(ms, null, { signal: timer.signal }).catch(() => null);
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}
