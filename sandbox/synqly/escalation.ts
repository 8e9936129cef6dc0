/** Escalation policies and who is on call: the world's teams. */
import type { WorldNamed, WorldPerson } from '../world/world';
import type { AccessCheck } from './access';
import type { SynqlyState } from './state';
import { pageOf, pageQuery } from './listing';
import { missing, unsupported } from './answers';
import type { JsonObject } from './render';
import type { Route, RouteRequest } from './route';

export function escalationRoutes(route: Route, state: SynqlyState, access: AccessCheck): void {
  const { instance, world } = state;
  const agentsOf = (team: WorldNamed): WorldPerson[] =>
    world.people().filter((person) => person.isAgent && person.team === team.id);
  const checked = (ask: RouteRequest): ReturnType<AccessCheck['integration']> => {
    const visitor = access.integration(ask.request);
    if (!visitor.provider.has.escalation) throw unsupported('escalation policies');
    return visitor;
  };
  const policy = (team: WorldNamed | undefined): JsonObject | null =>
    team === undefined
      ? null
      : {
          id: policyId(team),
          name: team.name,
          rules: [
            {
              id: `R${team.id}`,
              delay_seconds: 1800,
              actors: [
                ...agentsOf(team)
                  .slice(0, 2)
                  .map((person) => ({ type: 'agent', ...agent(person) })),
                { type: 'schedule_summary', id: `S${team.id}`, name: `${team.name} rota`, additional_properties: true },
              ],
            },
          ],
        };

  route('GET', '/v1/ticketing/escalation-policies', 'query_escalation_policies', (ask) => {
    const { provider } = checked(ask);
    const teams = world.teams();
    const shelf = { length: teams.length, at: (at: number) => policy(teams[at]) };
    const page = pageOf(shelf, pageQuery(ask.query, 50), provider.cursor, instance, 'query_escalation_policies');
    return { result: page.rows, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
  });
  route('GET', '/v1/ticketing/escalation-policies/:id/on-call', 'list_on_call', (ask) => {
    checked(ask);
    const team = world.teams().find((candidate) => policyId(candidate) === ask.params['id']);
    if (team === undefined) throw missing('escalation policy', ask.params['id'] ?? '');
    return { result: agentsOf(team).slice(0, 2).map(agent) };
  });
}

const policyId = (team: WorldNamed): string => `EP${team.id}`;

function agent(person: WorldPerson): JsonObject {
  return { uid: person.uuid, full_name: person.name, email_addr: person.email, time_zone: person.timeZone };
}
