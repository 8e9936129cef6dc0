/**
 * Connections that a client opened beforehand and has not used, as browsers do: Node takes them for busy ones, and a
 * service that ends would wait for what nobody asked.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** @returns ends those that have not brought a byte yet */
export function unusedConnections(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
}
