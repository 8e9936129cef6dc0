/** One run holds the lake at a time: a file that only one process can create, and that outlives no process. */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  linkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, uptime } from 'node:os';
import path from 'node:path';
import { jsonOf } from '../base/json-text';
import { lakePaths } from './database';
import { codeOf } from '../base/system-error';

export interface LockHolder {
  pid: number;
  host: string;
  /** ISO, UTC. */
  started: string;
  /** Tells this lock from any other. */
  token: string;
  /** Of the machine's present boot; null where the system does not say. */
  boot: string | null;
  /** Process ids mean something only in one namespace (a container has its own); null where the system does not say. */
  pid_namespace: string | null;
  /** When the process began, in the system's own ticks: a process id is used again, this pair is not. */
  process_start: string | null;
}

export interface Lock {
  release(): void;
}

export type Locking = { ok: true; lock: Lock } | { ok: false; holder: LockHolder; message: string; remedy: string };

/** The holder shows that it lives by touching the file; a run on another machine can be judged by nothing else. */
const HEARTBEAT_MS = 15_000;
const SILENT_MS = 10 * 60_000;
/** A lock whose content is not there yet is being written. */
const BEING_WRITTEN_MS = 5000;

/** @returns the lock, or who holds the lake. A lock that a dead process left is taken over. */
export function acquireLock(lake: string, now: () => number = Date.now): Locking {
  return acquireFile(path.join(lakePaths(lake).state, 'lock'), now);
}

/** The same for another file, which stands for what one process does at a time. */
export function acquireFile(file: string, now: () => number = Date.now): Locking {
  mkdirSync(path.dirname(file), { recursive: true });
  const mine = thisProcess(now);
  for (let tries = 0; tries < 3; tries += 1) {
    if (create(file, mine)) return { ok: true, lock: keep(file, mine) };
    const found = look(file);
    if (found === undefined) continue;
    if (!isStale(found, now())) return held(found.holder);
    setAside(file, found);
  }
  return held(look(file)?.holder ?? mine);
}

/** Who holds the lake at present; undefined when nobody does. Changes nothing. */
export function lockHolder(lake: string, now: () => number = Date.now): LockHolder | undefined {
  return presentIn(path.join(lakePaths(lake).state, 'lock'), now);
}

/**
 * Shows others that this process lives, until it says otherwise or ends.
 * @param file that nobody else uses, in a folder that is there
 */
export function showPresence(file: string, now: () => number = Date.now): Lock {
  const mine = thisProcess(now);
  create(file, mine);
  return keep(file, mine);
}

/** The living process that shows itself by the file; undefined when there is none. */
export function presentIn(file: string, now: () => number = Date.now): LockHolder | undefined {
  const found = look(file);
  return found === undefined || isStale(found, now()) ? undefined : found.holder;
}

/**
 * Whether a holder has ended for certain: its process would be one of those that this one sees. What cannot be told, as of
 * another machine or container, is no.
 */
export function isKnownToHaveEnded(holder: LockHolder): boolean {
  const [boot, namespace] = [bootId(), pidNamespace()];
  if (boot === null || namespace === null || holder.host !== hostname()) return false;
  if (holder.boot !== boot || holder.pid_namespace !== namespace) return false;
  if (!isAlive(holder.pid)) return true;
  const start = processStart(holder.pid);
  return start !== null && holder.process_start !== null && start !== holder.process_start;
}

export function thisProcess(now: () => number): LockHolder {
  return {
    pid: process.pid,
    host: hostname(),
    started: new Date(now()).toISOString(),
    token: randomUUID(),
    boot: bootId(),
    pid_namespace: pidNamespace(),
    process_start: processStart(process.pid),
  };
}

export function describeHolder(holder: LockHolder): string {
  const since = `${holder.started.slice(0, 19).replace('T', ' ')} UTC`;
  return `process ${holder.pid} on ${holder.host}, since ${since}`;
}

function held(holder: LockHolder): Locking {
  return {
    ok: false,
    holder,
    message: `the lake is locked by another run: ${describeHolder(holder)}`,
    remedy:
      'Wait until it ends, or end it. The lock of a run that was killed ends by itself. It ends at once, or after ten minutes if the run was on another machine or in another container.',
  };
}

function create(file: string, holder: LockHolder): boolean {
  try {
    const handle = openSync(file, 'wx', 0o644);
    try {
      writeFileSync(handle, `${JSON.stringify(holder)}\n`);
    } catch (error) {
      // On a full disk it would stand there empty, and hold the lake for nobody.
      rmSync(file, { force: true });
      throw error;
    } finally {
      closeSync(handle);
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function keep(file: string, mine: LockHolder): Lock {
  const isMine = (): boolean => look(file)?.holder.token === mine.token;
  const heartbeat = setInterval(() => {
    if (isMine()) touch(file);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    release: () => {
      clearInterval(heartbeat);
      if (isMine()) rmSync(file, { force: true });
    },
  };
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // A lake that cannot be written to is noticed by the run itself.
  }
}

interface FoundLock {
  holder: LockHolder;
  text: string;
  lastSignMs: number;
  isWhole: boolean;
}

function look(file: string): FoundLock | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const { mtimeMs } = statSync(file);
    const holder = parseHolder(text);
    const unknown: LockHolder = {
      pid: 0,
      host: 'unknown',
      started: new Date(mtimeMs).toISOString(),
      token: '',
      boot: null,
      pid_namespace: null,
      process_start: null,
    };
    return { holder: holder ?? unknown, text, lastSignMs: mtimeMs, isWhole: holder !== undefined };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(text: string): LockHolder | undefined {
  const value = jsonOf(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const text_ = (name: string): string | null => {
    const field = fields.get(name);
    return typeof field === 'string' ? field : null;
  };
  const pid = fields.get('pid');
  const [host, started, token] = [text_('host'), text_('started'), text_('token')];
  if (typeof pid !== 'number' || host === null || started === null || token === null) return undefined;
  return {
    pid,
    host,
    started,
    token,
    boot: text_('boot'),
    pid_namespace: text_('pid_namespace'),
    process_start: text_('process_start'),
  };
}

function isStale({ holder, lastSignMs, isWhole }: FoundLock, now: number): boolean {
  if (!isWhole) return now - lastSignMs > BEING_WRITTEN_MS;
  const isSilent = now - lastSignMs > SILENT_MS;
  if (holder.host !== hostname() || isDifferent(holder.pid_namespace, pidNamespace())) return isSilent;
  const isFromBefore = lastSignMs < now - uptime() * 1000;
  // A machine that booted anew, or another one that goes by the same name: only that one can have shown itself since.
  if (isDifferent(holder.boot, bootId())) return isFromBefore || isSilent;
  if (holder.boot === null && isFromBefore) return true;
  if (!isAlive(holder.pid)) return true;
  const start = processStart(holder.pid);
  return start !== null && holder.process_start !== null && start !== holder.process_start;
}

/** Removes the stale lock that was looked at, and no other: another run may have taken it over meanwhile. */
function setAside(file: string, stale: FoundLock): void {
  const stalePath = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, stalePath);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(stalePath, 'utf8') !== stale.text) putBack(stalePath, file);
  rmSync(stalePath, { force: true });
}

function putBack(stalePath: string, file: string): void {
  try {
    linkSync(stalePath, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Where both are known. */
function isDifferent(theirs: string | null, mine: string | null): boolean {
  return theirs !== null && mine !== null && theirs !== mine;
}

/** As `pid:[4026531836]`. */
function pidNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

function bootId(): string | null {
  return readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? null;
}

/** Field 22 of /proc/<pid>/stat (proc(5)); the name in field 2 may hold blanks and brackets. */
function processStart(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
