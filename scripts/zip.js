'use strict';

/** A zip archive of a few files in memory, as APPNOTE.TXT (PKWARE, 6.3.10) describes it: the same files give the same bytes. */

const { crc32, deflateRawSync } = require('node:zlib');

const VERSION = 20;
/** Names are UTF-8 (bit 11). */
const FLAGS = 0x0800;
const DEFLATED = 8;
/** 1 January 1980, the first day that the format knows. */
const DAY = (1 << 5) | 1;

/** @param {Array<[name: string, content: Buffer]>} files with `/` in their names @returns {Buffer} */
function zip(files) {
  const local = [];
  const central = [];
  let offset = 0;
  for (const [name, content] of files) {
    const path = Buffer.from(name, 'utf8');
    const packed = deflateRawSync(content);
    // Both headers have these members, in this order.
    const facts = members([
      [2, VERSION],
      [2, FLAGS],
      [2, DEFLATED],
      [2, 0],
      [2, DAY],
      [4, crc32(content)],
      [4, packed.length],
      [4, content.length],
      [2, path.length],
      [2, 0],
    ]);
    const header = Buffer.concat([members([[4, 0x04034b50]]), facts, path]);
    local.push(header, packed);
    const made = members([
      [4, 0x02014b50],
      [2, VERSION],
    ]);
    const rest = members([
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ]);
    central.push(made, facts, rest, path);
    offset += header.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = members([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, directory.length],
    [4, offset],
    [2, 0],
  ]);
  return Buffer.concat([...local, directory, end]);
}

/** @param {Array<[bytes: number, value: number]>} list @returns {Buffer} each little-endian */
function members(list) {
  const buffer = Buffer.alloc(list.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of list) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}

module.exports = { zip };
