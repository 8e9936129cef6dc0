// A lint rule: names that say nothing, or that had several meanings here, are not declared again. docs/reference/glossary.md
// has the words to use.

const PARTICIPLE = 'Name what it holds: a message, an event, a value, an input.';
const MANY = 'It had several meanings: name the one that is meant.';
const WATERMARK = 'The latest change that was read so far is a watermark.';
const DELETED = 'A deleted ticket has a tombstone.';

const REFUSED = new Map(
  Object.entries({
    told: PARTICIPLE,
    Told: PARTICIPLE,
    said: PARTICIPLE,
    Said: PARTICIPLE,
    given: PARTICIPLE,
    shown: PARTICIPLE,
    wanted: 'What was asked for is requested; what a check compares with is expected.',
    typed: 'What somebody typed is input.',
    took: PARTICIPLE,
    Took: PARTICIPLE,
    Seen: PARTICIPLE,
    tell: 'Say how: emit, send, report, notify.',
    tells: 'Say how: emit, send, report, notify.',
    heir: 'Slices that take over from one are its replacements.',
    inherit: 'Slices that take over from one are its replacements.',
    raised: WATERMARK,
    Boundary: WATERMARK,
    mortal: DELETED,
    markGone: DELETED,
    goneAt: DELETED,
    overtaken: 'A row that a newer version replaced is superseded.',
    allSettled: 'It reads like Promise.allSettled, which never rejects.',
    ReadPage: 'SpooledPage is a page on disk, ParsedPage one that was read from it, PageMeta one without its records.',
    ErrorWords: 'It parses errors: ErrorParser.',
    Missing: MANY,
    Manner: MANY,
    Mark: MANY,
    Look: MANY,
    Place: MANY,
    Parts: MANY,
    Mention: 'An entity inside another record is a reference.',
    Working: 'The database in state/ is the WorkingDatabase.',
    Places: 'LakePaths',
    Surroundings: 'Clock, sleep and random are the RuntimeEnv.',
    Home: 'ServicePresence',
    Desk: MANY,
    Refusal: 'HttpError',
    Walk: 'It is a query of a list.',
    Garbage: 'GcPacer',
    Tally: 'StreamMetrics',
    house: 'A simulated service that runs is an instance.',
    House: 'A simulated service that runs is an instance.',
    visits: 'Say what is counted: requests.',
    elsewhere: 'Say where: redirectTarget.',
    furnish: 'registerRoutes',
    patiently: 'withRetry',
    giveBack: 'releaseMemory',
  }),
);

/** Members of what is stored: a file of state, a cursor or n8n's static data has them by these names. */
const STORED = ['nodes/Synqly/receiving.ts', 'vendors/teamswork/streams/page-state.ts'];

export const names = {
  meta: { type: 'suggestion', schema: [], messages: { refused: 'The name "{{name}}" is not used here. {{hint}}' } },
  create: (context) => {
    const isStored = STORED.some((file) => context.filename.replaceAll('\\', '/').endsWith(file));
    const check = (node) => {
      const hint = REFUSED.get(node.name);
      if (hint !== undefined) context.report({ node, messageId: 'refused', data: { name: node.name, hint } });
    };
    return {
      'TSPropertySignature, TSMethodSignature, PropertyDefinition, MethodDefinition'({ key, computed }) {
        if (!computed && key.type === 'Identifier' && !(isStored && key.name === 'told')) check(key);
      },
      'Program:exit'() {
        for (const { variables } of context.sourceCode.scopeManager.scopes)
          for (const { defs } of variables)
            for (const { type, name } of defs) if (type !== 'ImportBinding' && name?.type === 'Identifier') check(name);
      },
    };
  },
};
