/** Where each command is. It is loaded when it is given: most of them bring DuckDB, and none needs what another does. */
import type { Command } from 'commander';
import type { CommandName } from './command-names';
import type { Output } from './terminal';

/** Adds arguments, options and the action to a command, which tells its exit code when it ends. */
export type FillCommand = (command: Command, output: Output, end: (exitCode: number) => void) => void;

export const LOAD: Readonly<Record<CommandName, () => Promise<FillCommand>>> = {
  init: async () => (await import('./init.js')).initCommand,
  add: async () => (await import('./add.js')).addCommand,
  check: async () => (await import('./check.js')).checkCommand,
  plan: async () => (await import('./plan.js')).planCommand,
  export: async () => (await import('./export.js')).exportCommand,
  replay: async () => (await import('./replay.js')).replayCommand,
  status: async () => (await import('./status.js')).statusCommand,
  verify: async () => (await import('./verify.js')).verifyCommand,
  query: async () => (await import('./query.js')).queryCommand,
  explain: async () => (await import('./explain.js')).explainCommand,
  erase: async () => (await import('./erase.js')).eraseCommand,
  sources: async () => (await import('./sources.js')).sourcesCommand,
  powerbi: async () => (await import('./powerbi.js')).powerbiCommand,
  serve: async () => (await import('./serve.js')).serveCommand,
  mcp: async () => (await import('./mcp.js')).mcpCommand,
  notify: async () => (await import('./notify.js')).notifyCommand,
  sandbox: async () => (await import('./sandbox.js')).sandboxCommand,
  demo: async () => (await import('./demo.js')).demoCommand,
};

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(LOAD, name);
}
