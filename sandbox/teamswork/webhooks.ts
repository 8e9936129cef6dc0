/**
 * Webhooks, as set up in the settings of the app: the vendor's page names URL and secret key, neither payload nor
 * header, so that both are assumed here. Only to 127.0.0.1.
 */
import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

export interface Webhook {
  url: string;
  secretKey: string;
}

export interface Webhooks {
  /** @param action in the past tense, as `Created` */
  notify(entity: 'Ticket' | 'Comment' | 'Attachment', action: string, ticketId: string, at: number): void;
}

/** `POST /settings/webhooks` takes the place of the settings page; `DELETE` forgets all. */
export function openWebhooks(app: FastifyInstance): Webhooks {
  let hooks: Webhook[] = [];
  app.post('/settings/webhooks', { config: { endpoint: 'settings' } }, async (request, reply) => {
    const hook = webhookIn(request.body);
    if (hook === undefined) return reply.code(400).send({ error: 'give url, on http://127.0.0.1, and secretKey' });
    hooks = [...hooks, hook];
    return reply.code(201).send({ url: hook.url });
  });
  app.delete('/settings/webhooks', { config: { endpoint: 'settings' } }, async (_request, reply) => {
    hooks = [];
    return reply.code(204).send();
  });
  return {
    notify: (entity, action, ticketId, at) => {
      const body = JSON.stringify({
        event: `${entity}${action}`,
        data: { ticketId },
        timestamp: new Date(at).toISOString(),
      });
      for (const hook of hooks) post(hook, body);
    },
  };
}

function webhookIn(body: unknown): Webhook | undefined {
  if (typeof body !== 'object' || body === null || !('url' in body) || !('secretKey' in body)) return undefined;
  const { url, secretKey } = body;
  if (typeof url !== 'string' || typeof secretKey !== 'string' || !URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && hostname === '127.0.0.1' ? { url, secretKey } : undefined;
}

/** A receiver that is not there costs nothing. */
function post({ url, secretKey }: Webhook, body: string): void {
  const signature = createHmac('sha256', secretKey).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-webhook-signature': signature };
  fetch(url, { method: 'POST', body, headers }).then(
    (response) => response.body?.cancel(),
    () => undefined,
  );
}
