/** The services of the sandbox: one line each. */
import { deskpro } from './deskpro/service';
import { notific } from './notific/service';
import type { SandboxService } from './service';
import { sympoq } from './sympoq/service';
import { synqlyService } from './synqly/service';
import { teamswork } from './teamswork/service';

export const SERVICES: readonly SandboxService[] = [deskpro, sympoq, synqlyService, notific, teamswork];
