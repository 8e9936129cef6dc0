/** Names of people by zone (position in ZONES), of organizations, and how they become addresses. */

export const FIRST_NAMES: ReadonlyArray<readonly string[]> = [
  [
    'Amélie',
    'Jürgen',
    'Zoë',
    'Łukasz',
    'Inès',
    'Søren',
    'María José',
    'François',
    'Agnieszka',
    'Noé',
    'Björn',
    'Chloé',
    'Matthias',
    'Núria',
    'Théo',
    'Greta',
  ],
  [
    'Olivia',
    'Marcus',
    'Dakota',
    'Shaun',
    'Renée',
    'Tyrone',
    'Grace',
    'Wyatt',
    'Imani',
    'Luis',
    'Hannah',
    'Patrick',
    'Sierra',
    'Amir',
    'Joanna',
    'Caleb',
  ],
  ['Aarav', 'Priya', 'Rohan', 'Ananya', 'Vikram', 'Meera', 'Sanjay', 'Kavya', 'Arjun', 'Divya', 'Nikhil', 'Lakshmi'],
  ['Haruto', '美咲', 'Yuki', '健太', 'Sakura', '翔太', 'Aoi', 'Ren', '陽子', 'Kaito'],
  ['Fatima', 'Omar', 'ليلى', 'Yusuf', 'Noura', 'خالد', 'Amal', 'Hassan'],
];

export const LAST_NAMES: ReadonlyArray<readonly string[]> = [
  [
    'Lefèvre',
    'Müller',
    'García López',
    'Kowalski',
    'D’Angelo',
    'Øverland',
    'Dubois',
    'Weiß',
    'Nowak',
    'van der Berg',
    'Moreau',
    'Schäfer',
    'Castaño',
    'Rossi',
  ],
  [
    'Nguyen',
    'O’Brien',
    'Smith-Jones',
    'Washington',
    'Rivera',
    'Cohen',
    'Miller',
    'Jackson',
    'Petrov',
    'Kim',
    'Baker',
    'Flores',
  ],
  ['Sharma', 'Patel', 'Iyer', 'Reddy', 'Chatterjee', 'Singh', 'Nair', 'Gupta', 'Deshpande', 'Khan'],
  ['Tanaka', '鈴木', 'Sato', '高橋', 'Watanabe', '伊藤', 'Yamamoto', 'Kobayashi'],
  ['Al-Harbi', 'Al Qahtani', 'العتيبي', 'Haddad', 'Mansour', 'Al-Zahrani', 'Saleh'],
];

const ORGANIZATION_STARTS = [
  'Brightwater',
  'Nordwind',
  'Calle Mayor',
  'Kestrel',
  'Ohashi',
  'Saffron',
  'Blue Heron',
  'Atelier',
  'Granite',
  'Fenchurch',
  'Müller & Söhne',
  'Terranova',
];
const ORGANIZATION_ENDS = [
  'Logistics',
  'Energy',
  'Foods',
  'Insurance',
  'Health',
  'Media',
  'Robotics',
  'Textiles',
  'Bank',
  'Schools',
];

/** Distinct for every number from 0. */
export function organizationName(number: number): string {
  const start = ORGANIZATION_STARTS[number % ORGANIZATION_STARTS.length] ?? '';
  const round = Math.floor(number / ORGANIZATION_STARTS.length);
  const end = ORGANIZATION_ENDS[(round + number) % ORGANIZATION_ENDS.length] ?? '';
  const again = Math.floor(round / ORGANIZATION_ENDS.length);
  return again === 0 ? `${start} ${end}` : `${start} ${end} ${again + 1}`;
}

/** Letters and digits of the basic Latin alphabet, the rest left out; `mail` when nothing is left. */
export function addressWord(name: string): string {
  const plain = name
    .normalize('NFD')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/[^a-z0-9]+/g, '');
  return plain === '' ? 'mail' : plain;
}
