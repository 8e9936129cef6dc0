/** How an ASP.NET Web API answers when something is wrong. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NotificOptions } from './options';

const LOGIN = `<!DOCTYPE html>
<html><head><title>Log on - Notific</title></head>
<body><h2>Log on</h2><form method="post" action="/Account/Login">
<input name="UserName" type="text" /><input name="Password" type="password" /><input type="submit" value="Log on" />
</form></body></html>`;

export function loginPage(reply: FastifyReply): FastifyReply {
  return reply.code(200).type('text/html; charset=utf-8').send(LOGIN);
}

/** @param origin where the login page stands */
export function wrongKey(reply: FastifyReply, how: NotificOptions['wrongKey'], origin: string): FastifyReply {
  if (how === 'unauthorized')
    return reply.code(401).send({ Message: 'Authorization has been denied for this request.' });
  if (how === 'page') return loginPage(reply);
  return reply
    .code(302)
    .header('location', `${origin}/Account/Login?ReturnUrl=%2Fapi`)
    .type('text/html; charset=utf-8')
    .send('<html><head><title>Object moved</title></head><body><h2>Object moved</h2></body></html>');
}

export type ModelState = Record<string, string[]>;

export function invalid(reply: FastifyReply, state: ModelState): FastifyReply {
  return reply.code(400).send({ Message: 'The request is invalid.', ModelState: state });
}

/** A record that does not exist: no body. */
export function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).send();
}

export function noRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?')[0] ?? '';
  const isResource = /^\/notific\/api\/(?:Tickets|Customers|Services|Operators)(?:\/[^/]+)?$/i.test(path);
  if (isResource) {
    return reply
      .code(405)
      .send({ Message: `The requested resource does not support http method '${request.method}'.` });
  }
  return reply.code(404).send({
    Message: `No HTTP resource was found that matches the request URI '${path}'.`,
    MessageDetail: 'No type was found that matches the controller named in the request.',
  });
}

/** What nobody should ever be shown. */
export function exception(reply: FastifyReply, status: number, details: boolean): FastifyReply {
  const body = { Message: 'An error has occurred.' };
  if (!details) return reply.code(status).send(body);
  return reply.code(status).send({
    ...body,
    ExceptionMessage: 'Object reference not set to an instance of an object.',
    ExceptionType: 'System.NullReferenceException',
    StackTrace:
      '   at Notific.Web.Controllers.TicketsController.Get(Int32 id) in C:\\src\\Notific\\TicketsController.cs:line 42',
  });
}
