/** The status page: the files of the folder page/, read once. A path that is none of them is nothing. */
import { dictionary } from '../../../vendors/dictionary';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { variantsOf } from './http/compression';
import { heldTag } from './http/preconditions';

const MEDIA_TYPES: Readonly<Record<string, string>> = dictionary({
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
});

const INDEX = 'index.html';

export function pageRoutes(app: FastifyInstance, folder = path.join(__dirname, 'page')): void {
  for (const name of filesBelow(folder)) {
    const content = readFileSync(path.join(folder, name));
    const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`;
    const mediaType = MEDIA_TYPES[path.extname(name)] ?? '';
    const url = name.split(path.sep).map(encodeURIComponent).join('/');
    for (const at of name === INDEX ? ['/', `/${INDEX}`] : [`/${url}`]) {
      app.get(at, (request, reply) => {
        const held = heldTag(request.headers['if-none-match'] ?? '', [etag, ...variantsOf(etag)]);
        reply.headers({ etag: held ?? etag, 'cache-control': 'private, no-cache' });
        return held === undefined ? reply.type(mediaType).send(content) : reply.code(304).send();
      });
    }
  }
}

/** Only files of a kind that a page has. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && path.extname(entry.name) in MEDIA_TYPES)
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
