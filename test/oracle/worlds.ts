/** The services of the oracle. */
import * as deskpro from './deskpro';
import * as deskproSaid from './deskpro.facts';
import * as deskproService from './deskpro.service';
import * as notific from './notific';
import { diceOf } from './random';
import type { Expected } from './facts';
import { tablesOf } from './facts';
import type { Asked } from './server';
import * as sympoq from './sympoq';
import * as synqly from './synqly';
import * as teamswork from './teamswork';
import * as teamsworkSaid from './teamswork.facts';
import * as teamsworkService from './teamswork.service';
import { microsOf } from './time';

export interface World {
  /** What the service answers at an instant; null: nothing is there. */
  answer(asked: Asked, at: string): object | null;
  /** @param runs when it was asked, the last one now */
  expected(runs: readonly string[], source: string, zone: string, origin: string): Expected;
  /** Whether it tells its history, so that a lake that begins later knows as much. */
  tellsHistory: boolean;
  /** Zone of the account, for times that carry none. */
  zone: string | null;
  /** Columns of which the service's page does not say what they hold. */
  unsaid: Readonly<Record<string, readonly string[]>>;
}

/** Which record, and what stood in it, is not compared. */
const OF_REJECTS = { rejects: ['first_run_id', 'record_id', 'raw'] };

/** A world of tickets that the seed makes. */
export const WORLDS: Readonly<Record<string, (seed: number, count: number) => World>> = {
  deskpro: (seed, count) => {
    const tickets = deskpro.generate(diceOf(seed), count, deskproSaid.RAW_VALUES);
    return {
      answer: ({ url }, at) => deskproService.answerTo(url, tickets, microsOf(at)),
      expected: (runs, source, zone, origin) =>
        tablesOf(deskproSaid.factsOf(tickets, lastOf(runs), origin), source, 'deskpro', zone),
      tellsHistory: true,
      zone: null,
      unsaid: OF_REJECTS,
    };
  },
  notific: (seed, count) => {
    const tickets = notific.generate(diceOf(seed), count);
    return {
      answer: ({ url }, at) => notific.answerTo(url, tickets, microsOf(at)),
      expected: (runs, source, zone) => tablesOf(notific.factsOf(tickets, runs.map(microsOf)), source, 'notific', zone),
      tellsHistory: false,
      zone: null,
      unsaid: OF_REJECTS,
    };
  },
  sympoq: (seed, count) => {
    const tickets = sympoq.generate(diceOf(seed), count);
    return {
      answer: ({ url, header }, at) => sympoq.answerTo(url, tickets, microsOf(at), header('event_log') === '1'),
      expected: (runs, source, zone) => tablesOf(sympoq.factsOf(tickets, lastOf(runs)), source, 'sympoq', zone),
      tellsHistory: true,
      zone: sympoq.ZONE,
      // Entries of the log have no ids.
      unsaid: {
        ...OF_REJECTS,
        comments: ['comment_key', 'comment_id'],
        attachments: ['attachment_key', 'comment_key'],
      },
    };
  },
  synqly: (seed, count) => {
    const tickets = synqly.generate(diceOf(seed), count);
    return {
      answer: ({ url }, at) => synqly.answerTo(url, tickets, microsOf(at)),
      expected: (runs, source, zone) => tablesOf(synqly.factsOf(tickets, runs.map(microsOf)), source, 'synqly', zone),
      tellsHistory: false,
      zone: null,
      unsaid: OF_REJECTS,
    };
  },
  teamswork: (seed, count) => {
    const tickets = teamswork.generate(diceOf(seed), count, teamsworkSaid.RAW_VALUES);
    return {
      answer: ({ url, header }, at) =>
        teamsworkService.answerTo(url, tickets, microsOf(at), header('continuationtoken')),
      expected: (runs, source, zone) =>
        tablesOf(teamsworkSaid.factsOf(tickets, lastOf(runs)), source, 'teamswork', zone),
      tellsHistory: true,
      zone: null,
      unsaid: OF_REJECTS,
    };
  },
};

const lastOf = (runs: readonly string[]): number => microsOf(runs.at(-1) ?? '');
