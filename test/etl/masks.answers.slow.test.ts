import { vendorNames } from '../../vendors/registry';
import { useSandbox } from '../support/sandbox';
import { PERSONS, answers, clearsTargets, erases, finds, paperLake } from './masks.answers.cases';

answers(useSandbox({ tickets: 12 }), vendorNames());

describe('a lake of a few people', () => {
  let made: Awaited<ReturnType<typeof paperLake>>;
  beforeAll(async () => {
    made = await paperLake();
  });
  afterAll(() => made.scripted.stop());
  erases(() => made, PERSONS);
  finds(() => made);
  clearsTargets(() => made);
});
