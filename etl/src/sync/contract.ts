/** What a service's answers have of members may change, or not: `contract: evolve | freeze`. */
import type { Json } from '../../../vendors/json';
import { withoutSecrets } from '../../../vendors/redact';
import { ShapeReader } from '../checkpoints/shape';
import type { KnownShape, ShapeChange } from '../checkpoints/shape-changes';
import { changesIn } from '../checkpoints/shape-changes';

export class SchemaContractViolation extends Error {
  constructor(changes: readonly ShapeChange[]) {
    super(`the contract is frozen, and what the service answers has changed: ${changeText(changes)}. ${ACCEPT}`);
    this.name = 'SchemaContractViolation';
  }
}

const ACCEPT = 'To accept it, export once with `contract: evolve` in the configuration';
const MOST = 5;

function changeText(changes: readonly ShapeChange[]): string {
  const texts = changes.slice(0, MOST).map(wordOf);
  const more = changes.length - texts.length;
  return [...texts, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function wordOf({ path, kind, before, after }: ShapeChange): string {
  if (kind === 'new_field') return `${path} is new (${after ?? 'null'})`;
  if (kind === 'missing_field') return `${path} (${before ?? 'null'}) is in no record any more`;
  return `${path} was ${before ?? 'null'} and is ${after ?? 'null'}`;
}

/** The frozen shapes of a source's streams, each learnt when its first page comes. */
export class Contracts {
  private readonly byStream = new Map<string, Promise<Contract | null>>();

  /**
   * @param knownShape of a stream; null: nobody knows yet what its records are made of
   * @param secretMembers members that the service fills with secrets, which are never kept
   */
  constructor(
    private readonly knownShape: (stream: string) => Promise<KnownShape | null>,
    private readonly secretMembers: ReadonlySet<string>,
  ) {}

  /**
   * To be called with each page, before any of it is kept.
   * @throws SchemaContractViolation when a record has a member or a type that no earlier run met
   */
  async check(stream: string, records: readonly Json[]): Promise<void> {
    let contract = this.byStream.get(stream);
    if (!contract) this.byStream.set(stream, (contract = this.contractOf(stream)));
    (await contract)?.check(stream, records);
  }

  private async contractOf(stream: string): Promise<Contract | null> {
    const known = await this.knownShape(stream);
    return known === null ? null : new Contract(known, this.secretMembers);
  }
}

/** The frozen shape of one stream, while it is read. */
class Contract {
  private readonly known: Map<string, Set<string>>;

  /** @param known types by path, as earlier runs met them */
  constructor(
    known: ReadonlyMap<string, ReadonlySet<string>>,
    private readonly secretMembers: ReadonlySet<string>,
  ) {
    this.known = new Map([...known].map(([path, types]) => [path, new Set(types)]));
  }

  check(stream: string, records: readonly Json[]): void {
    const shapes = new ShapeReader();
    for (const record of records) shapes.read(stream, withoutSecrets(record, this.secretMembers), '');
    const seen = shapes.paths();
    const changes = changesIn(this.known, seen);
    if (changes.length > 0) throw new SchemaContractViolation(changes);
    for (const { path, types } of seen) {
      const known = this.known.get(path);
      if (known) for (const type of types.keys()) known.add(type);
      else this.known.set(path, new Set(types.keys()));
    }
  }
}
