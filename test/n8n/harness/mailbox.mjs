// A simulator of a mail server (SMTP, RFC 5321) that keeps what it is sent.
import { createServer } from 'node:net';

/** @returns {Promise<{port: number, mails: string[], close: () => Promise<void>}>} `mails`: as sent, headers and body */
export async function startMailbox() {
  const mails = [];
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    let text = '';
    let isData = false;
    socket.write('220 mailbox\r\n');
    socket.on('error', () => socket.destroy());
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      for (let end = text.indexOf(isData ? '\r\n.\r\n' : '\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const said = text.slice(0, end);
        text = text.slice(end + (isData ? 5 : 2));
        if (isData) mails.push(said);
        socket.write(`${isData ? '250 kept' : answerTo(said)}\r\n`);
        isData = !isData && /^DATA$/i.test(said);
        if (isData) return;
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  return { port: server.address().port, mails, close };
}

function answerTo(command) {
  if (/^DATA$/i.test(command)) return '354 go on';
  if (/^AUTH/i.test(command)) return '235 welcome';
  if (/^EHLO/i.test(command)) return '250-mailbox\r\n250 AUTH PLAIN';
  return /^QUIT/i.test(command) ? '221 bye' : '250 ok';
}
