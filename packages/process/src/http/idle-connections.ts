import type { Server } from 'node:http';
import type { Socket } from 'node:net';

interface Use {
  /** Requests that have no complete answer yet. */
  open: number;
  /** Bytes that had been read when the last answer had been sent. */
  read: number;
}

/**
 * Makes `closeIdleConnections` and `close` spare connections whose answer is still being sent. Node takes a
 * connection as idle from the moment when its answer was written, and would cut a large one in the middle.
 */
export function spareUnsentAnswers(server: Server): void {
  const uses = new Map<Socket, Use>();
  server.on('connection', (socket) => {
    uses.set(socket, { open: 0, read: 0 });
    socket.once('close', () => uses.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    const use = uses.get(socket);
    if (!use) return;
    use.open++;
    response.once('close', () => {
      use.open--;
      use.read = socket.bytesRead;
    });
  });
  server.closeIdleConnections = () => {
    for (const [socket, { open, read }] of uses) {
      if (open === 0 && socket.bytesRead === read) socket.destroy();
    }
  };
}
