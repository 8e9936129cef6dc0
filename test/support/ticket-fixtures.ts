/** Tickets of many tests in one lake: each test tells the story of its own, and the marts are built once for all. */
import type { Config } from '../../etl/src/config/config';
import type { StoredPage } from '../../etl/src/raw/page';
import type { Row } from '../../etl/src/store/row';
import { TestLake } from './working-lake';

interface Chapter {
  pages: StoredPage[];
  /** Changes of stored rows behind the loader's back. */
  sql: string[];
}

export interface FixtureOptions {
  /** Default: UTC, one source of the tiny service. */
  config?: Partial<Config>;
  /** The time of each build; as many as there are chapters. */
  builtAt: readonly string[];
}

/**
 * To be called while tests are described, as `newId` and `add`; `ticket` and `rows` are for the tests. What is told in
 * a chapter is loaded at once as `run-<chapter>`; then the marts are built.
 */
export function useTicketFixtures({ config = {}, builtAt }: FixtureOptions) {
  const chapters = builtAt.map((): Chapter => ({ pages: [], sql: [] }));
  const built: Array<Map<unknown, Row>> = [];
  let lake: TestLake;
  let last = 0;

  beforeAll(async () => {
    lake = await TestLake.open(config);
    for (const [index, { pages, sql }] of chapters.entries()) {
      const run = `run-${index + 1}`;
      await lake.load(pages, run);
      for (const statement of sql) await lake.alter(statement);
      await lake.build(run, builtAt[index]);
      const rows = await lake.rows('SELECT * FROM m_tickets');
      built.push(new Map(rows.map((row) => [row['ticket_id'], row])));
    }
  });
  afterAll(() => lake.close());

  return {
    /** An id that no other story has. */
    newId: (): string => String((last += 1)),
    /** @param chapter from 1 */
    add(chapter: number, pages: readonly StoredPage[], sql: readonly string[] = []): void {
      chapters[chapter - 1]?.pages.push(...pages);
      chapters[chapter - 1]?.sql.push(...sql);
    },
    /** The ticket as it is built by the end of a chapter. */
    ticket: (id: string, chapter = 1): Row => built[chapter - 1]?.get(id) ?? {},
    /** Rows as they are in the end. */
    rows: (sql: string): Promise<Row[]> => lake.rows(sql),
  };
}
