/** Small real files. */
import { pick, type Random } from '../world/random';

export interface SmallFile {
  fileName: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** One grey pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';
const NAMES = [
  'screenshot',
  'capture d’écran',
  'Bildschirmfoto 2',
  'スクリーンショット',
  'log "verbose"',
  'report; final',
];

export function smallFile(random: Random): SmallFile {
  const name = pick(NAMES, random());
  const kind = Math.floor(random() * 4);
  const number = Math.floor(random() * 1e6);
  if (kind === 0)
    return { fileName: `${name}.png`, mediaType: 'image/png', bytes: Uint8Array.from(Buffer.from(PNG, 'base64')) };
  if (kind === 1) return text(`${name}.csv`, 'text/csv', `day,value\r\n1,${number}\r\n2,"a, ""b"""\r\n`);
  if (kind === 2) return text(`${name}.log`, 'text/plain', `started\nwarning ${number} ⚠️\nstopped\n`);
  return text(`${name}.json`, 'application/json', JSON.stringify({ number, ok: false }));
}

function text(fileName: string, mediaType: string, content: string): SmallFile {
  return { fileName, mediaType, bytes: new TextEncoder().encode(content) };
}
