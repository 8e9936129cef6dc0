// A simulator of a team chat (Mattermost's API): it keeps what is posted, and can be told to refuse.
import { createServer } from 'node:http';

/** @returns {Promise<{url: string, posts: object[], refuse(times: number): void, close: () => Promise<void>}>} */
export async function startChat() {
  const posts = [];
  let refusals = 0;
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const isPost = request.method === 'POST' && request.url === '/api/v4/posts';
    const isRefused = refusals > 0;
    if (isRefused) refusals -= 1;
    const status = isRefused ? 503 : isPost ? 201 : 404;
    if (status === 201) posts.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 201 ? { id: String(posts.length) } : { message: 'not now' }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    posts,
    refuse: (times) => (refusals = times),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
