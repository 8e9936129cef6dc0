/** What a team has agreed to reach: parameters of the project, beside the place of the lake. */

export interface Target {
  /** Of Power Query. */
  parameter: string;
  column: string;
  /** The measure that shows it. */
  measure: string;
  description: string;
  /** What the project is written with; Desktop: Transform data, Edit parameters. */
  value: number;
}

export const TARGETS: readonly Target[] = [
  {
    parameter: 'TargetFirstResponseHours',
    column: 'first_response_hours',
    measure: 'First Response Target',
    description: 'Hours in which half of the tickets should have their first response.',
    value: 8,
  },
  {
    parameter: 'TargetResolutionHours',
    column: 'resolution_hours',
    measure: 'Resolution Target',
    description: 'Hours in which half of the tickets should be solved.',
    value: 72,
  },
  {
    parameter: 'TargetSlaShare',
    column: 'sla_share',
    measure: 'SLA Target',
    description: 'Share of the tickets that should be within the SLA and in time, as 0.9.',
    value: 0.9,
  },
  {
    parameter: 'TargetSatisfaction',
    column: 'satisfaction',
    measure: 'Satisfaction Target',
    description: "The mean rating to reach, on the service's own scale.",
    value: 4,
  },
];
