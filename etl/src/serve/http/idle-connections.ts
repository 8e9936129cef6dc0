/**
 * Connections that nobody waits at when a service ends. Node ends those that are idle at that instant: not those that
 * a client opened beforehand and has not used, as browsers do, nor those whose last answer is on its way.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const EVERY_MS = 50;

export class IdleConnections {
  private readonly open = new Set<Socket>();

  /** @param server that listens later */
  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
    });
  }

  /** Ends them, and others as they become idle. @returns stops it */
  end(): () => void {
    this.sweep();
    const sweeping = setInterval(() => {
      this.sweep();
    }, EVERY_MS).unref();
    return () => {
      clearInterval(sweeping);
    };
  }

  private sweep(): void {
    for (const socket of this.open) if (socket.bytesRead === 0) socket.destroy();
    this.server.closeIdleConnections();
  }
}
