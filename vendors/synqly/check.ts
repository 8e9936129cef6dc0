/** Asks what an integration token may do. */
import { VendorError } from '../errors';
import type { Call } from '../http';
import { arrayAt } from '../json';
import { answerOrError } from '../outcome';
import type { KeyFinding, SourceSettings } from '../vendor';
import { filterOf } from './filters';
import { listAccounts } from './management';
import { listProjects, queryTickets } from './requests';

/** @returns what was found out; never throws for a bad key or address */
export async function check(call: Call, settings: SourceSettings): Promise<KeyFinding[]> {
  const projects = await answerOrError(call, listProjects({ limit: 1 }));
  if (projects instanceof VendorError && projects.code !== 'unsupported') return [await refusal(call, projects)];
  const hasProjects = !(projects instanceof VendorError) && arrayAt(projects.json, 'result').length > 0;
  const findings: KeyFinding[] = [
    { level: 'ok', message: 'Synqly accepts the token, and the provider behind it answers' },
  ];
  if (projects instanceof VendorError) {
    findings.push({ level: 'warning', message: 'The provider lists no projects, so queues have no names' });
  }
  return [...findings, ...(await tickets(call, settings, hasProjects))];
}

async function tickets(call: Call, { projects }: SourceSettings, hasProjects: boolean): Promise<KeyFinding[]> {
  const [first] = projects;
  const filters = first === undefined ? [] : [filterOf('project', 'eq', [first])];
  const answer = await answerOrError(call, queryTickets({ filters, limit: 1 }));
  if (!(answer instanceof VendorError)) {
    if (hasProjects || arrayAt(answer.json, 'result').length > 0) return [];
    // Until its release 1.0.66 Synqly showed a refused Jira credential as an empty success.
    return [
      {
        level: 'warning',
        message: 'Synqly shows no project and no ticket',
        remedy:
          "Verify the integration at Synqly. A provider's credential that was refused can look like an empty list.",
      },
    ];
  }
  if (first === undefined && hasProjects && ['invalid_request', 'unsupported'].includes(answer.code)) {
    return [{ level: 'warning', message: `Tickets are read project by project: ${answer.message}` }];
  }
  return [asFinding(answer)];
}

/** An organization token is a wrong key of a kind that can be told. */
async function refusal(call: Call, problem: VendorError): Promise<KeyFinding> {
  if (problem.code === 'unauthorized' || problem.code === 'forbidden') {
    const accounts = await answerOrError(call, listAccounts({ limit: 1 }));
    if (!(accounts instanceof VendorError)) {
      return {
        level: 'error',
        message: 'This is an organization token. Tickets are read with an integration access token',
        remedy: 'Take the access token of the integration. Synqly shows it once, when the integration is created.',
      };
    }
  }
  return asFinding(problem);
}

function asFinding(problem: VendorError): KeyFinding {
  const hosts = ['redirect', 'not_json', 'empty_answer', 'not_found', 'truncated', 'network'];
  return {
    level: 'error',
    message: problem.message,
    remedy: hosts.includes(problem.code)
      ? 'Check the base URL. It is https://api.synqly.com, https://api-eu.synqly.com, or the address of your embedded Synqly.'
      : problem.remedy,
  };
}
