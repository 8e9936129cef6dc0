/**
 * Sends the receivers of `notify:` how a run ended. Each notice is sent at least once: what is about to be sent is noted
 * as unsure beforehand and as heard afterwards, so that whoever is killed in between sends it again with the next run.
 */
import path from 'node:path';
import type { Redact } from '../../../vendors/redact';
import type { Config, NoticeConfig } from '../config/config';
import { messageOf } from '../base/system-error';
import { sleep } from '../base/async';
import { failpoint } from '../base/failpoint';
import { acquireFile } from '../store/lock';
import { lakePaths } from '../store/database';
import { bodyOf } from './bodies';
import { PAUSES_MS, deliver } from '../http/delivery';
import type { DeliveryOptions } from '../http/delivery';
import { KeptMemory } from './kept-memory';
import { memoryText, receiverOf } from './memory';
import type { NoticeMemory } from './memory';
import { noticeOf } from './notice';
import type { EndedRun, NoticeEvent } from './notice';
import { HEARD_NOTHING, eventFor, heardAfter, outageAfter, saysSomething } from './outage';
import type { Heard } from './outage';

/** Longer than all tries of another process take. */
const LOCK_MS = 35_000;
const LOOK_MS = 50;

export interface NotifyOptions {
  config: Config;
  redact: Redact;
  /** Gets what could not be sent or noted. */
  warn(message: string): void;
  /** Ends it early; what was not sent is sent with the next run. */
  signal: AbortSignal;
  pause?: DeliveryOptions['pause'];
}

/** A notice that is to be sent, and what its receiver has heard then. */
interface DueNotice {
  receiver: NoticeConfig;
  name: string;
  event: NoticeEvent;
  after: Heard;
}

/** Never throws: a notice that cannot be sent changes nothing else. */
export async function notifyOfRun(run: EndedRun, options: NotifyOptions): Promise<void> {
  const { config, warn } = options;
  if (config.notify.length === 0 || !saysSomething(run)) return;
  const release = await exclusive(config.lake, options.signal);
  try {
    const { kept, before } = await KeptMemory.open(options);
    await new NoticeSender(run, options, kept, before).send();
  } catch (error) {
    warn(`notices could not be sent: ${messageOf(error)}`);
  } finally {
    release();
  }
}

/** One process at a time; where that cannot be had, a notice is rather sent twice than never. */
async function exclusive(lake: string, signal: AbortSignal): Promise<() => void> {
  const file = path.join(lakePaths(lake).state, 'notices.lock');
  const until = Date.now() + LOCK_MS;
  try {
    for (;;) {
      const locking = acquireFile(file);
      if (locking.ok) return locking.lock.release;
      if (Date.now() > until || signal.aborted) break;
      await sleep(LOOK_MS, signal);
    }
  } catch {
    // The run has said already that the lake cannot be written to.
  }
  return () => undefined;
}

class NoticeSender {
  private readonly memory: NoticeMemory;

  constructor(
    private readonly run: EndedRun,
    private readonly options: NotifyOptions,
    private readonly kept: KeptMemory,
    private readonly before: NoticeMemory,
  ) {
    const { sources, notify } = options.config;
    const outage = outageAfter(
      before.outage,
      run,
      sources.map(({ name }) => name),
    );
    const heard = notify.map(receiverOf).map((name) => [name, before.heard[name] ?? HEARD_NOTHING] as const);
    this.memory = { version: 1, revision: before.revision + 1, outage, heard: Object.fromEntries(heard) };
  }

  async send(): Promise<void> {
    const { kept, memory } = this;
    const toSend = this.options.config.notify.flatMap((receiver) => this.due(receiver));
    if (toSend.some(({ event }) => event !== 'run_succeeded')) {
      kept.note(memory);
      await kept.share(memory);
    }
    await Promise.all(toSend.map((due) => this.sendOne(due)));
    // Nothing new is no new revision: that of another machine may be the later one.
    if (this.isAsBefore()) return;
    kept.note(memory);
    await kept.share(memory);
  }

  /** What a receiver is to be told. It is noted as unsure, and what needs no telling as heard. */
  private due(receiver: NoticeConfig): DueNotice[] {
    const { run, memory } = this;
    const name = receiverOf(receiver);
    const heard = memory.heard[name] ?? HEARD_NOTHING;
    const after = heardAfter(receiver, run, memory.outage, heard);
    const event = eventFor(receiver, run, memory.outage, heard);
    const isSure = event === null || event === 'run_succeeded';
    memory.heard[name] = isSure ? after : { subjects: union(heard, after), isUnsure: true };
    return event === null ? [] : [{ receiver, name, event, after }];
  }

  private async sendOne({ receiver, name, event, after }: DueNotice): Promise<void> {
    const { run, memory, before, kept } = this;
    const { config, redact, warn, signal, pause } = this.options;
    const since = before.outage?.since ?? null;
    const notice = noticeOf(event, run, { lake: config.lake, timezone: config.timezone, since });
    const body = receiver.ping ? null : bodyOf(notice, receiver.format, config.timezone, redact);
    const sending = { proxy: config.proxy, signal, pausesMs: PAUSES_MS, ...(pause === undefined ? {} : { pause }) };
    const delivery = await deliver(receiver, body, sending);
    failpoint('notice.sent');
    if (!delivery.ok) {
      warn(`${receiver.place}: the notice could not be sent: ${delivery.why}`);
      return;
    }
    memory.heard[name] = after;
    if (event !== 'run_succeeded') kept.note(memory);
  }

  private isAsBefore(): boolean {
    return memoryText({ ...this.memory, revision: 0 }) === memoryText({ ...this.before, revision: 0 });
  }
}

function union(one: Heard, other: Heard): string[] {
  return [...new Set([...one.subjects, ...other.subjects])];
}
