/**
 * A ticket whose costly members are computed when first looked at. They are members of the object itself, so that a
 * spread or JSON has them, and their accessors are the same functions for all tickets: with functions of its own every
 * ticket would be a shape of its own to the engine, and several times slower to make.
 */
import type { WorldTicket } from '../world/world';

const COMPUTED = ['description', 'descriptionFormat', 'custom', 'comments', 'changes', 'attachments'] as const;
type Computed = (typeof COMPUTED)[number];
export type Compute = { [Name in Computed]: () => WorldTicket[Name] };

class ComputedParts {
  declare description: WorldTicket['description'];
  declare descriptionFormat: WorldTicket['descriptionFormat'];
  declare custom: WorldTicket['custom'];
  declare comments: WorldTicket['comments'];
  declare changes: WorldTicket['changes'];
  declare attachments: WorldTicket['attachments'];
  readonly #compute: Compute;
  readonly #done: Partial<Pick<WorldTicket, Computed>> = {};

  constructor(compute: Compute) {
    this.#compute = compute;
    Object.defineProperties(this, ACCESSORS);
  }

  static accessor<Name extends Computed>(name: Name): PropertyDescriptor {
    return {
      enumerable: true,
      configurable: true,
      get(this: ComputedParts) {
        return (this.#done[name] ??= this.#compute[name]());
      },
      set(this: ComputedParts, value: WorldTicket[Name]) {
        this.#done[name] = value;
      },
    };
  }
}

const ACCESSORS = Object.fromEntries(COMPUTED.map((name) => [name, ComputedParts.accessor(name)]));

/** A computed member can be written to like any other. */
export function lazyTicket(known: Omit<WorldTicket, Computed>, compute: Compute): WorldTicket {
  return Object.assign(new ComputedParts(compute), known);
}
