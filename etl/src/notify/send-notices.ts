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
import { readMemory, receiverOf, writeMemory } from './memory';
import type { NoticeMemory } from './memory';
import { noticeOf } from './notice';
import type { EndedRun } from './notice';
import { HEARD_NOTHING, eventFor, heardAfter, outageAfter, saysSomething } from './outage';
import type { Heard } from './outage';

/** Longer than all tries of another process take. */
const LOCK_MS = 20_000;
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

/** Never throws: a notice that cannot be sent changes nothing else. */
export async function notifyOfRun(run: EndedRun, options: NotifyOptions): Promise<void> {
  const { config, warn } = options;
  if (config.notify.length === 0 || !saysSomething(run)) return;
  const release = await exclusive(config.lake, options.signal);
  try {
    await new NoticeSender(run, options).send();
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
  private readonly before: NoticeMemory;
  private isNoted = true;

  constructor(
    private readonly run: EndedRun,
    private readonly options: NotifyOptions,
  ) {
    const { lake, sources } = options.config;
    this.before = readMemory(lake);
    const names = sources.map(({ name }) => name);
    this.memory = { version: 1, outage: outageAfter(this.before.outage, run, names), heard: {} };
    for (const receiver of options.config.notify.map(receiverOf))
      this.memory.heard[receiver] = this.before.heard[receiver] ?? HEARD_NOTHING;
  }

  async send(): Promise<void> {
    await Promise.all(this.options.config.notify.map((receiver) => this.sendOne(receiver)));
    this.note();
  }

  private async sendOne(receiver: NoticeConfig): Promise<void> {
    const { run, memory, before } = this;
    const { config, redact, warn } = this.options;
    const name = receiverOf(receiver);
    const heard = memory.heard[name] ?? HEARD_NOTHING;
    const after = heardAfter(receiver, run, memory.outage, heard);
    const event = eventFor(receiver, run, memory.outage, heard);
    if (event === null || event === 'run_succeeded') memory.heard[name] = after;
    if (event === null) return;
    if (event !== 'run_succeeded') this.set(name, { subjects: union(heard, after), isUnsure: true });
    const since = before.outage?.since ?? null;
    const notice = noticeOf(event, run, { lake: config.lake, timezone: config.timezone, since });
    const body = receiver.ping ? null : bodyOf(notice, receiver.format, config.timezone, redact);
    const delivery = await deliver(receiver, body, { proxy: config.proxy, ...this.sending() });
    failpoint('notice.sent');
    if (delivery.ok) this.set(name, after);
    else warn(`${receiver.place}: the notice could not be sent: ${delivery.why}`);
  }

  private sending(): Omit<DeliveryOptions, 'proxy'> {
    const { signal, pause } = this.options;
    return { signal, pausesMs: PAUSES_MS, ...(pause === undefined ? {} : { pause }) };
  }

  private set(name: string, heard: Heard): void {
    this.memory.heard[name] = heard;
    this.note();
  }

  private note(): void {
    try {
      writeMemory(this.options.config.lake, this.memory);
    } catch (error) {
      if (this.isNoted) this.options.warn(`what was sent cannot be noted, and may be sent again: ${messageOf(error)}`);
      this.isNoted = false;
    }
  }
}

function union(one: Heard, other: Heard): string[] {
  return [...new Set([...one.subjects, ...other.subjects])];
}
