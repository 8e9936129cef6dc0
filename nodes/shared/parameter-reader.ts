/** What the user gave for the parameters of an operation, or for the members of a collection: read by their description. */
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { isVendorError, VendorError } from '../../vendors/errors';
import type { Json, JsonObject } from '../../vendors/json';
import { valueOrError } from '../../vendors/outcome';
import { dayIn, instantIn } from './time';
import {
  choiceIn,
  choicesIn,
  idIn,
  isBlank,
  jsonIn,
  linesIn,
  namesIn,
  numberIn,
  objectIn,
  parseText,
  proseIn,
  refuse,
  switchIn,
} from './parameters';

/** Where values come from: a node, or a collection of it. */
export interface Source {
  read(property: INodeProperties): unknown;
  /** Whether a member was added; parameters of an operation always are. */
  has(name: string): boolean;
  /** Zone of the workflow. */
  zone(): string;
}

export class ParameterReader {
  constructor(
    private readonly properties: readonly INodeProperties[],
    private readonly source: Source,
  ) {}

  /**
   * Everything that was given can be read. Asked before anything is sent: what is found out after a write would
   * make somebody write twice.
   * @throws VendorError naming the first parameter that cannot be
   */
  check(): void {
    for (const property of this.properties) if (this.isShown(property)) this.plain(property);
  }

  /** Whether nothing was given, or only blanks. */
  get isEmpty(): boolean {
    return this.properties.every((property) => !this.source.has(property.name) || isBlank(this.source.read(property)));
  }

  /** undefined only for a member that was not added. */
  switch(name: string): boolean | undefined {
    return this.with(name, switchIn);
  }

  isOn(name: string): boolean {
    return this.switch(name) === true;
  }

  number(name: string): number | undefined {
    return this.with(name, (value, label, { typeOptions }) => numberIn(value, label, typeOptions));
  }

  text(name: string): string | undefined {
    return this.with(name, parseText);
  }

  prose(name: string): string | undefined {
    return this.with(name, proseIn);
  }

  names(name: string): string[] {
    return this.with(name, namesIn) ?? [];
  }

  lines(name: string): string[] {
    return this.with(name, linesIn) ?? [];
  }

  choice(name: string): string | undefined {
    return this.with(name, (value, label, property) => choiceIn(value, label, choicesOf(property)));
  }

  choices(name: string): string[] {
    return this.with(name, (value, label, property) => choicesIn(value, label, choicesOf(property))) ?? [];
  }

  instant(name: string): string | undefined {
    return this.with(name, (value, label) => instantIn(value, label, this.source.zone()));
  }

  day(name: string): string | undefined {
    return this.with(name, dayIn);
  }

  json(name: string): Json | undefined {
    return this.with(name, jsonIn);
  }

  object(name: string): JsonObject {
    return this.with(name, objectIn) ?? {};
  }

  /**
   * Names, each made into what the service knows it by.
   * @param resolve throws a VendorError for a name that there is not
   * @throws that error, naming the parameter
   */
  async resolved<Value>(name: string, resolve: (name_: string) => Promise<Value>): Promise<Value[]> {
    const found: Value[] = [];
    for (const text of this.names(name)) {
      const outcome = await valueOrError(resolve(text));
      if (isVendorError(outcome)) throw this.about(name, outcome);
      found.push(outcome);
    }
    return found;
  }

  /** An error about what was given for a parameter, naming it. */
  about(name: string, error: VendorError): VendorError {
    const label = this.find(name)?.displayName ?? name;
    const isAboutIt = error.code === 'bad_input' || (error.code === 'not_found' && error.status === undefined);
    return isAboutIt ? new VendorError({ ...error, message: `"${label}": ${error.message}` }) : error;
  }

  /** What a locator holds; '' when it holds nothing. */
  id(name: string): string {
    return this.with(name, (value, label, property) => idIn(value, label, linkOf(property))) ?? '';
  }

  /** The value as n8n hands it over, for what is read in no other way. */
  raw(name: string): unknown {
    return this.with(name, (value) => value);
  }

  collection(name: string): ParameterReader {
    const property = this.find(name);
    const value = this.with(name, objectOf) ?? {};
    return new ParameterReader(membersOf(property), memberSource(value, this.source));
  }

  /**
   * The members of a collection, and parameters beside it that are like them.
   * @param names of parameters; those that there are none of are passed over
   */
  besides(name: string, names: readonly string[]): ParameterReader {
    const inside = this.collection(name);
    const beside = this.properties.filter((property) => names.includes(property.name));
    return new ParameterReader([...beside, ...inside.properties], {
      read: (property) => (beside.includes(property) ? this.source : inside.source).read(property),
      has: (member) => beside.some((property) => property.name === member) || inside.source.has(member),
      zone: this.source.zone,
    });
  }

  /** The rows of a fixedCollection. */
  rows(name: string, member: string): ParameterReader[] {
    const group = groupsOf(this.find(name)).find((each) => each.name === member);
    const rows = this.with(name, objectOf)?.[member] ?? [];
    const list: unknown[] = Array.isArray(rows) ? rows : [rows];
    return list.map((row) => {
      const members = objectOf(row, group?.displayName ?? member);
      return new ParameterReader(group?.values ?? [], memberSource(members, this.source));
    });
  }

  /** These throw a VendorError naming the parameter when it holds nothing. */
  requiredText(name: string): string {
    return this.text(name) ?? this.refuseEmpty(name);
  }

  requiredProse(name: string): string {
    return this.prose(name) ?? this.refuseEmpty(name);
  }

  requiredChoice(name: string): string {
    return this.choice(name) ?? this.refuseEmpty(name);
  }

  requiredNames(name: string): string[] {
    const names = this.names(name);
    return names.length > 0 ? names : this.refuseEmpty(name);
  }

  requiredId(name: string): string {
    return this.id(name) || this.refuseEmpty(name);
  }

  private refuseEmpty(name: string): never {
    const property = this.find(name);
    return refuse(`"${property?.displayName ?? name}" is empty`, fillingIn(property?.type));
  }

  /**
   * Names that replace all that there are. None must be said clearly, by an empty list or by leaving the field as it
   * was: an expression that finds nothing does not mean to remove everything.
   */
  replacing(name: string): string[] {
    const [names, value] = [this.names(name), this.raw(name)];
    const isClear = Array.isArray(value) || isEmptyList(value) || value === this.find(name)?.default;
    if (names.length > 0 || isClear) return names;
    return refuse(`"${this.find(name)?.displayName ?? name}" is empty`, 'To remove them all, give an empty list: []');
  }

  private find(name: string): INodeProperties | undefined {
    return this.properties.find((property) => property.name === name);
  }

  private with<Value>(
    name: string,
    reader: (value: unknown, label: string, property: INodeProperties) => Value,
  ): Value | undefined {
    const property = this.find(name);
    if (property === undefined || !this.source.has(name)) return undefined;
    return reader(this.source.read(property), property.displayName, property);
  }

  /** By its kind. */
  private plain(property: INodeProperties): unknown {
    const { name, type, options, typeOptions } = property;
    switch (type) {
      case 'boolean':
        return this.switch(name);
      case 'number':
        return this.number(name);
      case 'options':
        return options === undefined ? this.text(name) : this.choice(name);
      case 'multiOptions':
        return options === undefined ? this.names(name) : this.choices(name);
      case 'dateTime':
        return typeOptions?.dateOnly === true ? this.day(name) : this.instant(name);
      case 'resourceLocator':
        return this.id(name);
      case 'string':
        return Array.isArray(this.raw(name)) ? this.names(name) : this.prose(name);
      case 'collection':
        this.collection(name).check();
        return undefined;
      case 'fixedCollection':
        for (const group of groupsOf(property)) for (const row of this.rows(name, group.name)) row.check();
        return undefined;
      default:
        return undefined;
    }
  }

  /** A condition on a parameter that is not here is n8n's matter. */
  private isShown({ displayOptions }: INodeProperties): boolean {
    return Object.entries(displayOptions?.show ?? {}).every(([name, allowed = []]) => {
      const other = this.find(name);
      return other === undefined || allowed.some((value) => value === this.plain(other));
    });
  }
}

/** What to do where a parameter holds nothing. */
function fillingIn(type: INodeProperties['type'] | undefined): string {
  if (type === 'resourceLocator') return 'Pick one from the list, or give its ID.';
  return type === 'options' ? 'Choose one. An expression that finds nothing chooses none.' : 'Fill it in.';
}

function memberSource(members: Record<string, unknown>, { zone }: Source): Source {
  return { read: ({ name }) => members[name], has: (name) => name in members, zone };
}

/** Members of a collection; an expression or a model may give them as JSON text. */
function objectOf(value: unknown, label: string): Record<string, unknown> {
  if (isBlank(value)) return {};
  return typeof value === 'object' && !Array.isArray(value) && value !== null ? { ...value } : objectIn(value, label);
}

function membersOf(property: INodeProperties | undefined): INodeProperties[] {
  return (property?.options ?? []).filter((option): option is INodeProperties => 'type' in option);
}

function groupsOf(property: INodeProperties | undefined): INodePropertyCollection[] {
  return (property?.options ?? []).filter((option): option is INodePropertyCollection => 'values' in option);
}

/** What a parameter can be chosen from; nothing where the account defines it. */
export function choicesOf({ options = [] }: INodeProperties): INodePropertyOptions[] {
  return options.filter((option): option is INodePropertyOptions => 'value' in option);
}

function linkOf({ modes = [] }: INodeProperties): string | undefined {
  const rule = modes.find(({ name }) => name === 'url')?.extractValue;
  return rule?.type === 'regex' && typeof rule.regex === 'string' ? rule.regex : undefined;
}

function isEmptyList(value: unknown): boolean {
  return typeof value === 'string' && /^\s*\[\s*\]\s*$/.test(value);
}
