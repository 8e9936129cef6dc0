import type { FastifyRequest } from 'fastify';
import type { InstanceContext } from '../service';
import type { SympoqOptions } from './options';

/** One key is an Administrator's; the other is an Agent's, who sees the tickets assigned to him. */
export interface SympoqAccount {
  instance: InstanceContext;
  options: SympoqOptions;
  /** Path of the API below the service's prefix. */
  api: string;
  isAdministrator(request: FastifyRequest): boolean;
  /** The agent whose key came with the request. */
  agentOf(request: FastifyRequest): number;
}
