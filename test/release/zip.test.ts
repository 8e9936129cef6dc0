/** The archive of the Power BI project, read by its central directory as unzip programs do. */
import { crc32, inflateRawSync } from 'node:zlib';

const { zip } = jest.requireActual<{ zip(files: ReadonlyArray<[string, Buffer]>): Buffer }>('../../scripts/zip.js');

/** @returns what an archive holds; each entry is looked up at the place that the directory names */
function unzipped(archive: Buffer): Array<[string, Buffer]> {
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  const found: Array<[string, Buffer]> = [];
  let at = archive.readUInt32LE(end + 16);
  expect(at + archive.readUInt32LE(end + 12)).toBe(end);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const length = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + length);
    const place = archive.readUInt32LE(at + 42);
    expect(archive.readUInt32LE(place)).toBe(0x04034b50);
    expect(archive.toString('utf8', place + 30, place + 30 + archive.readUInt16LE(place + 26))).toBe(name);
    const begin = place + 30 + archive.readUInt16LE(place + 26) + archive.readUInt16LE(place + 28);
    const content = inflateRawSync(archive.subarray(begin, begin + archive.readUInt32LE(at + 20)));
    expect([content.length, crc32(content)]).toEqual([archive.readUInt32LE(at + 24), archive.readUInt32LE(at + 16)]);
    found.push([name, content]);
    at += 46 + length;
  }
  expect(at).toBe(end);
  return found;
}

test('holds each file with its name and content, empty ones and long ones, too', () => {
  const files: Array<[string, Buffer]> = [
    ['a/one.txt', Buffer.from('one')],
    ['a/empty', Buffer.alloc(0)],
    ['ü/größer.bin', Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 251))],
  ];
  expect(unzipped(zip(files))).toEqual(files);
});

test('gives the same bytes for the same files', () => {
  const files: Array<[string, Buffer]> = [['a', Buffer.from('x'.repeat(1000))]];
  expect(zip(files).equals(zip(files))).toBe(true);
});
