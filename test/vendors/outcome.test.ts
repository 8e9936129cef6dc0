import { idAt, locationBelow } from '../../vendors/http';
import { isReceipt, receipt } from '../../vendors/outcome';

describe('where Location points', () => {
  const base = 'https://acme.example/app/api';
  const below = (header: string | undefined) => locationBelow(base, '/ticket', header);

  it.each([
    ['https://acme.example/app/api/ticket/7', '/ticket/7'],
    ['/app/api/ticket/7?x=1#y', '/ticket/7'],
    ['ticket/7', '/ticket/7'],
    ['https://ACME.example:443/app/api/ticket/a%2Fb', '/ticket/a%2Fb'],
  ])('%s is below the base URL', (header, path) => {
    expect(below(header)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'https://',
    'https://evil.example/app/api/ticket/7',
    'http://acme.example/app/api/ticket/7',
    'https://acme.example:8443/app/api/ticket/7',
    'https://acme.example.evil.example/app/api/ticket/7',
    '//evil.example/app/api/ticket/7',
    '/app/apis/ticket/7',
    '/app/api/../admin/ticket/7',
    '/app/api/%2e%2e/ticket/7',
  ])('%s is not', (header) => {
    expect(below(header)).toBeUndefined();
  });

  it('names a record only where the whole path is that of the record', () => {
    const id = (location: string | undefined) => idAt(location, (each) => `/ticket/${encodeURIComponent(each)}/view`);
    expect([id('/ticket/7/view'), id('/ticket/a%20b/view'), id('/ticket/ticket/view')]).toEqual(['7', 'a b', 'ticket']);
    expect([id(undefined), id('/ticket/7'), id('/people/7/view'), id('/ticket/%E0%A4/view')]).toEqual(
      Array(4).fill(null),
    );
  });
});

it('knows a receipt, and takes no record for one', () => {
  expect(isReceipt(receipt('7', 'x'))).toBe(true);
  expect([{ created: '2026-01-01', id: '7', note: 'x' }, { created: true, id: '7' }, null].some(isReceipt)).toBe(false);
});
