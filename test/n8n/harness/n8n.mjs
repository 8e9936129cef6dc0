// One n8n with its own empty home folder: its command line, and its server.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureN8n } from '../install.mjs';
import { connect } from './client.mjs';
import { executionOf } from './execution.mjs';
import { until } from './waits.mjs';
import { installPack } from './pack.mjs';
import { freePort, run, runOrThrow, start } from './process.mjs';

/**
 * @param {{major?: 1 | 2, packs?: string[], env?: Record<string, string>}} [options] `packs`: built package folders to install
 */
export async function openN8n({ major = 2, packs = [], env = {} } = {}) {
  const { node, bin, version } = await ensureN8n(major);
  const userFolder = await mkdtemp(join(tmpdir(), 'ticketlake-n8n-'));
  const settings = { ...(await environment(node, userFolder, major)), ...env };
  const options = { cwd: userFolder, env: settings };
  for (const pack of packs) await installPack(pack, userFolder);
  let server;
  const workers = [];

  const cli = (args) => runOrThrow(node, [bin, ...args], options);

  async function importFile(what, list) {
    const file = join(userFolder, `${what}.json`);
    await writeFile(file, JSON.stringify(list));
    await cli([`import:${what}`, `--input=${file}`]);
  }

  return {
    version,
    /** Its home folder: what `~` is to whom it runs as. */
    home: userFolder,
    /** Runs `n8n <args>`. @returns {Promise<{stdout: string, stderr: string}>} */
    cli,
    /** @param {Array<{id: string, name: string, type: string, data: object}>} list `data` in plain text */
    importCredentials: (list) => importFile('credentials', list),
    importWorkflows: (list) => importFile('workflow', list),

    /** `n8n execute --id`: about three seconds each, no server. */
    async execute(id) {
      const { code, stdout, stderr } = await run(node, [bin, 'execute', `--id=${id}`, '--rawOutput'], options);
      const json = /^\{$[^]*?^\}$/m.exec(stdout)?.[0];
      if (!json)
        throw new Error(`n8n execute --id=${id} ended with ${code} and printed no execution\n${stdout}\n${stderr}`);
      return executionOf(JSON.parse(json));
    },

    /** Starts the server with an owner logged in, or gives the one that is running. @returns {ReturnType<typeof connect>} */
    async serve() {
      server ??= await serve(node, bin, options, major);
      return server.client;
    },

    /** Starts a worker, for an n8n in queue mode. @returns {Promise<ReturnType<typeof start>>} once it waits for work */
    async worker() {
      const ports = { N8N_RUNNERS_BROKER_PORT: String(await freePort()), N8N_PORT: String(await freePort()) };
      const child = start(node, [bin, 'worker'], { ...options, env: { ...settings, ...ports } });
      workers.push(child);
      await until(
        120,
        () => `the worker did not start\n${child.output.stdout}\n${child.output.stderr}`,
        () => {
          if (child.hasEnded()) throw new Error(`the worker ended\n${child.output.stdout}\n${child.output.stderr}`);
          return /n8n worker is now ready/i.test(child.output.stdout);
        },
      );
      return child;
    },

    /** Ends the server, keeping everything it stored: `serve` starts it again. */
    async stop() {
      await server?.process.end();
      server = undefined;
    },

    /** What the running server has logged. */
    log: () => server && server.process.output.stdout + server.process.output.stderr,

    /** Ends everything and removes the home folder. */
    async close() {
      for (const worker of workers) if (!worker.hasEnded()) await worker.end();
      await this.stop();
      await rm(userFolder, { recursive: true, force: true });
    },
  };
}

async function serve(node, bin, options, major) {
  const child = start(node, [bin, 'start'], options);
  const url = `http://127.0.0.1:${options.env.N8N_PORT}`;
  const deadline = Date.now() + 120_000;
  while (!(await isUp(url))) {
    if (child.hasEnded() || Date.now() > deadline) {
      await child.end();
      throw new Error(`n8n did not start\n${child.output.stdout}\n${child.output.stderr}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { process: child, client: await connect(url, major) };
}

// The port answers 200 with "n8n is starting up" before the REST API is there: only the API's JSON says that n8n is up.
async function isUp(url) {
  try {
    const answer = await fetch(`${url}/rest/settings`, { signal: AbortSignal.timeout(5000) });
    return Boolean((await answer.json()).data);
  } catch {
    return false;
  }
}

// The whole environment of n8n: nothing of the machine's leaks in, nothing of n8n's goes out.
async function environment(node, userFolder, major) {
  return {
    PATH: `${dirname(node)}:${process.env.PATH}`,
    HOME: userFolder,
    TMPDIR: tmpdir(),
    N8N_USER_FOLDER: userFolder,
    N8N_HOST: '127.0.0.1',
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_PORT: String(await freePort()),
    N8N_RUNNERS_BROKER_PORT: String(await freePort()),
    N8N_SECURE_COOKIE: 'false',
    GENERIC_TIMEZONE: 'UTC',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_DYNAMIC_BANNERS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    N8N_HIRING_BANNER_ENABLED: 'false',
    N8N_VERIFIED_PACKAGES_ENABLED: 'false',
    N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
    // The one module that asks n8n's own site for data at start and has no switch of its own.
    ...(major === 2 && { N8N_DISABLED_MODULES: 'mcp-registry' }),
  };
}
