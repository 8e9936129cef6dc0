/** What a command prints to and is told by: the process's own in earnest, a recorder in tests. */
import type { Readable, Writable } from 'node:stream';
import { redactor, secretMask } from '../../../vendors/redact';
import type { Redact } from '../../../vendors/redact';
import { printable } from '../base/printable';
import type { Variables } from '../config/variables';
import { wrapped } from '../progress/wrap';
import { hintFor } from './started-as';
import type { StartedAs } from './started-as';

export interface Dialogue {
  input: Readable;
  output: Writable;
}

export interface Terminal {
  /** Standard output: what was asked for. */
  stdout: Writable;
  /** Standard error: progress, logs, problems. */
  stderr: NodeJS.WritableStream;
  stdoutIsTerminal: boolean;
  stderrIsTerminal: boolean;
  hasColor: boolean;
  columns(): number;
  /** Where people can be asked; null when nobody sits there. */
  dialogue: Dialogue | null;
  /** Standard input, where something was sent to it; null at a terminal. */
  stdin: Readable | null;
  env: Variables;
  /** How the command was given, for hints that name another one. */
  startedAs: StartedAs;
  /** Where the command was given. */
  cwd: string;
  /** Epoch ms. */
  now(): number;
  /** Calls back at each Ctrl-C or request to end. @returns a function that stops listening */
  onInterrupt(handler: () => void): () => void;
  /** Ends the process without waiting for anything. */
  exitAtOnce(code: number): void;
}

/** Prints for one command line, its failure included. Everything passes the redactor of the keys that are known by then. */
export class Output {
  private inMessages: Redact = redactor([]);
  private inResults: Redact = secretMask([]);

  /** `--quiet`, once the options are read. */
  quiet = false;

  constructor(readonly terminal: Terminal) {}

  hide(secrets: readonly string[]): void {
    this.inMessages = redactor(secrets);
    this.inResults = secretMask(secrets);
  }

  /** For messages. */
  readonly redact: Redact = (text) => this.inMessages(text);

  /** For what people wrote: a link in a ticket keeps its parameters, our own secrets are hidden. */
  readonly mask: Redact = (text) => this.inResults(text);

  /** A text of this program that names commands, with each as it can be typed here. */
  hint(text: string): string {
    return hintFor(text, this.terminal.startedAs);
  }

  /** Of lines for people: a terminal's; what is sent elsewhere keeps its lines whole. */
  lineWidth(): number {
    return this.terminal.stdoutIsTerminal ? this.terminal.columns() : Infinity;
  }

  /** A result: printed whatever `--quiet` says. */
  out(text: string): void {
    const { stdoutIsTerminal, columns } = this.terminal;
    const redacted = this.redact(text);
    this.verbatim(stdoutIsTerminal ? wrapped(redacted, columns()) : redacted);
  }

  /** A result whose lines are to be copied, or fit already: none is broken. */
  verbatim(text: string): void {
    this.terminal.stdout.write(`${printable(this.redact(text))}\n`);
  }

  /** A result for programs, in one line. */
  json(result: unknown): void {
    this.verbatim(JSON.stringify(result));
  }

  /** Words of this program beside the result. */
  say(text: string): void {
    if (!this.quiet) this.out(this.hint(text));
  }

  /** A problem. */
  err(text: string): void {
    const { stderrIsTerminal, columns } = this.terminal;
    const redacted = this.redact(text);
    this.terminal.stderr.write(`${printable(stderrIsTerminal ? wrapped(redacted, columns(), 2) : redacted)}\n`);
  }
}
