/** `business_hours:` as it is read, and every mistake in it with its line and a remedy. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BusinessHours } from '../../etl/src/config/business-hours';
import { readConfig } from '../../etl/src/config/load';
import { describeProblem } from '../../etl/src/config/problem';
import { newLake } from '../support/lake';

const SOURCE = 'sources:\n  a:\n    vendor: teamswork\n    url: https://x.example\n    key: k-0123\n';
const folder = newLake();

const file = path.join(folder, 'ticketlake.yaml');
const read = (text: string) => readConfig(text, file, {});

/** @param block lines below `business_hours:`, without their indent */
function hours(block: string): BusinessHours | undefined {
  const loaded = read(`timezone: Asia/Kolkata\nbusiness_hours:\n${indented(block)}\n${SOURCE}`);
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => describeProblem('t.yaml', problem)).join('\n'));
  return loaded.config.sources[0]?.businessHours;
}

function problems(block: string): string[] {
  const loaded = read(`business_hours:\n${indented(block)}\n${SOURCE}`);
  return loaded.ok ? [] : loaded.problems.map((problem) => describeProblem('t.yaml', problem));
}

const indented = (block: string) => block.replace(/^/gm, '  ');

/** @param events lines between BEGIN and END of each */
function calendar(name: string, ...events: string[][]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((event) => ['BEGIN:VEVENT', ...event, 'END:VEVENT']),
  ];
  mkdirSync(path.join(folder, 'calendars'), { recursive: true });
  writeFileSync(path.join(folder, 'calendars', name), [...lines, 'END:VCALENDAR', ''].join('\r\n'));
  return `./calendars/${name}`;
}

/** Days that a file closes. */
function closedBy(name: string, ...events: string[][]): string[] {
  const days = hours(`week: { mon: "09:00-17:00" }\nholidays: [${calendar(name, ...events)}]`)?.days ?? {};
  return Object.entries(days).flatMap(([day, spans]) => (spans.length === 0 ? [day] : []));
}

const NINE_TO_FIVE = [{ from: 540, to: 1020 }];

describe('hours', () => {
  test('of ranges and days; what is not named is closed; the zone is that of the reports', () => {
    expect(hours('week:\n  mon-thu: "09:00-12:30, 13:30-18:00"\n  FRI: 09:00-16:00')).toEqual({
      timezone: 'Asia/Kolkata',
      week: [
        ...Array.from({ length: 4 }, () => [
          { from: 540, to: 750 },
          { from: 810, to: 1080 },
        ]),
        [{ from: 540, to: 960 }],
        [],
        [],
      ],
      days: {},
    });
  });

  test('over midnight, to midnight, and a range over the end of the week', () => {
    const block = hours('timezone: europe/paris\nweek: { sat-mon: "22:00-06:00", wed: "00:00-24:00" }');
    const night = [{ from: 1320, to: 1800 }];
    expect(block?.timezone).toBe('Europe/Paris');
    expect(block?.week).toEqual([night, [], [{ from: 0, to: 1440 }], [], [], night, night]);
  });

  test('of single days: closed, or open then instead', () => {
    const block = 'week: { mon-sun: "09:00-17:00" }\nholidays: ["2026-12-25", "2026-12-31 09:00-12:00, 13:00-14:00"]';
    expect(hours(block)?.days).toEqual({
      '2026-12-25': [],
      '2026-12-31': [
        { from: 540, to: 720 },
        { from: 780, to: 840 },
      ],
    });
  });

  test('of a source in place of the whole block; another source keeps that of the top', () => {
    const text = `business_hours:\n  week: { mon: "09:00-17:00" }\n  holidays: ["2026-12-25"]\n${SOURCE}    business_hours: { week: { tue: "09:00-17:00" } }\n  b: { vendor: teamswork, url: https://y.example, key: k }\n`;
    const loaded = read(text);
    const found = loaded.ok ? loaded.config.sources.map(({ businessHours }) => businessHours) : [];
    expect(found).toEqual([
      { timezone: 'UTC', week: [[], NINE_TO_FIVE, [], [], [], [], []], days: {} },
      { timezone: 'UTC', week: [NINE_TO_FIVE, [], [], [], [], [], []], days: { '2026-12-25': [] } },
    ]);
  });

  test('none where none are named', () => {
    const loaded = read(SOURCE);
    expect(loaded.ok && loaded.config.sources[0]?.businessHours).toBeUndefined();
  });
});

describe('a file of holidays', () => {
  const day = (start: string, ...more: string[]) => [`DTSTART;VALUE=DATE:${start}`, ...more];

  test('closes the days of its all-day events, however long; a day that the list names has its own hours', () => {
    const events = [day('20260501'), day('20261224', 'DTEND;VALUE=DATE:20261227'), day('20260601', 'DURATION:P2D')];
    const name = calendar('own.ics', ...events);
    const block = hours(`week: { mon: "09:00-17:00" }\nholidays: [${name}, "2026-12-24 09:00-12:00"]`);
    expect(Object.keys(block?.days ?? {}).sort()).toEqual([
      '2026-05-01',
      '2026-06-01',
      '2026-06-02',
      '2026-12-24',
      '2026-12-25',
      '2026-12-26',
    ]);
    expect(block?.days['2026-12-24']).toEqual([{ from: 540, to: 720 }]);
  });

  test('that was cut off anywhere is refused, with its line', () => {
    const name = calendar('whole.ics', day('20260501', 'BEGIN:VALARM', 'TRIGGER:-PT1H', 'END:VALARM'), day('20261225'));
    const lines = readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\r\n');
    for (let kept = 1; kept < lines.length; kept += 1) {
      writeFileSync(path.join(folder, 'calendars/cut.ics'), lines.slice(0, kept).join('\r\n'));
      expect([kept, problems('week: { mon: "09:00-17:00" }\nholidays: [./calendars/cut.ics]')]).toEqual([
        kept,
        [expect.stringMatching(/cut\.ics, line \d+: BEGIN:\w+ has no END:\w+[\s\S]*Export the file again/)],
      ]);
    }
    writeFileSync(path.join(folder, 'calendars/cut.ics'), lines.filter((line) => line !== 'END:VEVENT').join('\n'));
    expect(problems('week: { mon: "09:00-17:00" }\nholidays: [./calendars/cut.ics]').join()).toMatch(
      /line \d+: END:VCALENDAR ends nothing that began/,
    );
  });

  test.each([
    ['without an end', 'RRULE:FREQ=YEARLY', ['2026-12-25', '2027-12-25', '2028-12-25'], 75],
    ['so many times', 'RRULE:FREQ=YEARLY;COUNT=2', ['2026-12-25', '2027-12-25'], 2],
    ['until a day', 'RRULE:FREQ=YEARLY;UNTIL=20281224T235959Z', ['2026-12-25', '2027-12-25'], 2],
    ['every second year', 'RRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3', ['2026-12-25', '2028-12-25', '2030-12-25'], 3],
    ['with its day named', 'RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25;COUNT=1', ['2026-12-25'], 1],
  ])('repeats yearly %s', (name, rule, first, many) => {
    const days = closedBy(`${many}-${name.length}.ics`, day('20261225', rule));
    expect([days.slice(0, first.length), days.length]).toEqual([first, many]);
  });

  test('repeats on a weekday of a month, on 29 February, and but for some days; what is cancelled, and alarms, do not count', () => {
    expect(closedBy('weekday.ics', day('20261126', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=2'))).toEqual([
      '2026-11-26',
      '2027-11-25',
    ]);
    expect(closedBy('last.ics', day('20260525', 'RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2'))).toEqual([
      '2026-05-25',
      '2027-05-31',
    ]);
    expect(closedBy('leap.ics', day('20240229', 'RRULE:FREQ=YEARLY;COUNT=2'))).toEqual(['2024-02-29', '2028-02-29']);
    expect(
      closedBy(
        'except.ics',
        day('20260501', 'RRULE:FREQ=YEARLY;COUNT=3', 'EXDATE;VALUE=DATE:20270501', 'RDATE;VALUE=DATE:20260504'),
      ),
    ).toEqual(['2026-05-01', '2026-05-04', '2028-05-01']);
    const alarm = ['BEGIN:VALARM', 'TRIGGER:-PT10M', 'DTSTART:20260101T000000', 'END:VALARM'];
    expect(closedBy('rest.ics', day('20260501', 'STATUS:CANCELLED'), day('20260502', ...alarm))).toEqual([
      '2026-05-02',
    ]);
  });

  test('may fold its lines', () => {
    expect(closedBy('folded.ics', ['SUMMARY:a long', '  name', 'DTSTART;VALUE=', ' DATE:20260501'])).toEqual([
      '2026-05-01',
    ]);
  });

  const WEEK = 'week: { mon: "09:00-17:00" }';
  test.each([
    ['is not all day', ['DTSTART:20260501T090000Z'], 'an event is not all day'],
    ['is not all day in a zone', ['DTSTART;TZID=Europe/Paris:20260501T000000'], 'an event is not all day'],
    ['is shorter than a day', day('20260501', 'DURATION:PT8H'), 'an event is not all day'],
    ['repeats weekly', day('20260501', 'RRULE:FREQ=WEEKLY'), 'an event repeats otherwise than yearly'],
    [
      'repeats by a rule that is not read',
      day('20260501', 'RRULE:FREQ=YEARLY;BYWEEKNO=20'),
      'an event repeats otherwise than yearly',
    ],
    [
      'repeats on every Monday of the year',
      day('20260501', 'RRULE:FREQ=YEARLY;BYDAY=MO'),
      'an event repeats otherwise than yearly',
    ],
    ['never was', day('20260230'), 'an event has no day that exists'],
    ['has no beginning', ['SUMMARY:x'], 'an event has no beginning'],
    [
      'ends before it begins',
      day('20260501', 'DTEND;VALUE=DATE:20260401'),
      'an event ends before it begins, or lasts longer than a year',
    ],
    ['is moved', day('20260501', 'RECURRENCE-ID;VALUE=DATE:20260501'), 'a single day of a repeated event is moved'],
  ])('is refused when an event of it %s', (name, event, says) => {
    const ics = calendar(`bad-${name.replaceAll(' ', '-')}.ics`, day('20260101'), event);
    expect(problems(`${WEEK}\nholidays: ["2026-12-25", ${ics}]`)).toEqual([
      expect.stringMatching(`^t\\.yaml:3:28: business_hours\\.holidays: .*line \\d+: ${says}\n  \\S`),
    ]);
  });

  test('is refused when it is not there, cannot be read, or is no calendar', () => {
    writeFileSync(path.join(folder, 'calendars', 'page.ics'), '<html>');
    mkdirSync(path.join(folder, 'folder.ics'), { recursive: true });
    expect(problems(`${WEEK}\nholidays: [./none.ics, ./folder.ics, ./calendars/page.ics]`)).toEqual([
      't.yaml:3:14: business_hours.holidays: there is no file ./none.ics\n  Paths are relative to the configuration.',
      't.yaml:3:26: business_hours.holidays: the file ./folder.ics cannot be read\n  Check that it is a file and that you may read it.',
      't.yaml:3:40: business_hours.holidays: ./calendars/page.ics is not a calendar file\n  Export the holidays in the format iCalendar (.ics).',
    ]);
  });
});

const HOURS = 'Write hours as "09:00-12:30, 13:30-18:00". A whole day is "00:00-24:00". Leave out a closed one.';
const OVERLAP = 'Let each end before the next begins, or write them as one.';
const HOLIDAY = 'Write "2026-12-25", "2026-12-31 09:00-12:00" or the path of a file that ends in .ics.';

/** what, lines below business_hours, what is printed */
const BAD: ReadonlyArray<readonly [string, string, readonly string[]]> = [
  [
    'a day that is named twice',
    'week:\n  mon-wed: "09:00-17:00"\n  tue: "09:00-12:00"',
    ['t.yaml:4:5: business_hours.week.tue: names tue a second time, after "mon-wed"\n  Name each day once.'],
  ],
  [
    'hours that overlap',
    'week: { mon: "09:00-12:00, 11:59-13:00" }',
    [`t.yaml:2:16: business_hours.week.mon: "09:00-12:00, 11:59-13:00" has hours that overlap\n  ${OVERLAP}`],
  ],
  [
    'hours that overlap over midnight, also from Sunday to Monday',
    'week:\n  mon: "05:00-12:00"\n  sun: "22:00-06:00"',
    [`t.yaml:4:10: business_hours.week.sun: hours of sun and of mon overlap\n  ${OVERLAP}`],
  ],
  [
    'a day into whose hours those of the day before run',
    'week: { wed: "22:00-06:00" }\nholidays: ["2026-12-31 05:00-12:00"]',
    [
      't.yaml:3:14: business_hours.holidays: hours of 2026-12-31 and of 2026-12-30 overlap\n  Let each end before the next begins.',
    ],
  ],
  [
    'an hour that does not exist',
    'week: { mon: "09:00-25:00" }',
    [`t.yaml:2:16: business_hours.week.mon: "25:00" is no time of day at which hours end\n  ${HOURS}`],
  ],
  [
    'a minute that does not exist',
    'week: { mon: "09:60-17:00" }',
    [`t.yaml:2:16: business_hours.week.mon: "09:60" is no time of day at which hours begin\n  ${HOURS}`],
  ],
  [
    'hours that begin at 24:00',
    'week: { mon: "24:00-06:00" }',
    [`t.yaml:2:16: business_hours.week.mon: "24:00" is no time of day at which hours begin\n  ${HOURS}`],
  ],
  [
    'hours of no length',
    'week: { mon: "09:00-09:00" }',
    [`t.yaml:2:16: business_hours.week.mon: "09:00-09:00" ends when it begins\n  ${HOURS}`],
  ],
  [
    'hours in other words',
    'week: { mon: 9-17, tue: closed, wed: [1] }',
    [
      `t.yaml:2:16: business_hours.week.mon: "9-17" is not hours\n  ${HOURS}`,
      `t.yaml:2:27: business_hours.week.tue: "closed" is not hours\n  ${HOURS}`,
      `t.yaml:2:40: business_hours.week.wed: must be hours as one text\n  ${HOURS}`,
    ],
  ],
  [
    'a day that does not exist',
    'week: { mno: "09:00-17:00", mon-: "09:00-17:00", holiday: "09:00-17:00" }',
    [
      't.yaml:2:11: business_hours.week.mno: is not a day of the week\n  Did you mean "mon"?',
      't.yaml:2:31: business_hours.week.mon-: is not a day of the week\n  Did you mean "mon"?',
      't.yaml:2:52: business_hours.week.holiday: is not a day of the week\n  Name a day or a range: mon, tue, wed, thu, fri, sat, sun, or for example mon-fri.',
    ],
  ],
  [
    'no week, and an unknown key',
    'weeks: { mon: "09:00-17:00" }',
    [
      't.yaml:1:1: business_hours.week: is missing\n  Name the days that are open, for example week: { mon-fri: "09:00-17:00" }.',
      't.yaml:2:3: business_hours.weeks: unknown key\n  Did you mean "week"?',
    ],
  ],
  [
    'a zone that does not exist, and a week that is none',
    'timezone: Europe/Pariss\nweek: [mon]',
    [
      't.yaml:2:13: business_hours.timezone: "Europe/Pariss" is not a time zone\n  Did you mean "Europe/Paris"?',
      't.yaml:3:9: business_hours.week: must be a map of days\n  Name the days that are open, for example week: { mon-fri: "09:00-17:00" }.',
    ],
  ],
  [
    'holidays that are none, one twice, one that never was',
    'week: { mon: "09:00-17:00" }\nholidays: [christmas, "2026-12-25", "2026-12-25 09:00-12:00", "2026-02-30", "2026-12-31 9-12", { a: b }]',
    [
      `t.yaml:3:14: business_hours.holidays: "christmas" is neither a day nor a file\n  ${HOLIDAY}`,
      't.yaml:3:39: business_hours.holidays: names 2026-12-25 twice\n  Name each day once, and join its hours by a comma.',
      't.yaml:3:65: business_hours.holidays: "2026-02-30" is a day that does not exist\n  Write YYYY-MM-DD, for example 2020-01-31.',
      `t.yaml:3:79: business_hours.holidays: "2026-12-31 9-12" is not hours\n  ${HOURS}`,
      `t.yaml:3:98: business_hours.holidays: must be a day or a file\n  ${HOLIDAY}`,
    ],
  ],
  [
    'holidays that are no list',
    'week: { mon: "09:00-17:00" }\nholidays: ./company.ics',
    [
      't.yaml:3:13: business_hours.holidays: must be a list of days and files\n  Write it as ["2026-12-25", ./company.ics].',
    ],
  ],
  [
    'a variable that is not set',
    'week: { mon: "${HOURS}" }\nholidays: ["${DAY}"]',
    [
      't.yaml:2:16: business_hours.week.mon: the variable HOURS is not set\n  Set it in the environment or in the file .env beside the configuration.',
      't.yaml:3:14: business_hours.holidays.0: the variable DAY is not set\n  Set it in the environment or in the file .env beside the configuration.',
    ],
  ],
];

test.each(BAD)('%s is refused with its line and a remedy', (_, block, printed) => {
  expect(problems(block)).toEqual(printed);
});

test('a block that has no keys, and one of a source, are refused where they stand', () => {
  const text = `business_hours: "09:00-17:00"\n${SOURCE}    business_hours: { week: { mon: 9 } }\n`;
  const loaded = read(text);
  expect(loaded.ok ? [] : loaded.problems.map((problem) => describeProblem('t.yaml', problem))).toEqual([
    't.yaml:1:1: business_hours: needs keys of its own below it\n  Write it as business_hours: { week: { mon-fri: "09:00-17:00" } }.',
    `t.yaml:7:36: sources.a.business_hours.week.mon: "9" is not hours\n  ${HOURS}`,
  ]);
});
