/** Large files go to a store in parts. */
import { open } from 'node:fs/promises';

/** Above it an object is sent in parts. */
export const LARGE = 64 * 1024 * 1024;
const PART = 32 * 1024 * 1024;

export interface Piece {
  /** From 0. */
  at: number;
  body: Buffer;
}

/** Each is read when it is asked for. */
export async function* piecesOf(place: string, bytes: number): AsyncGenerator<Piece> {
  const handle = await open(place, 'r');
  try {
    for (let at = 0; at * PART < bytes; at += 1) {
      const piece = Buffer.alloc(Math.min(PART, bytes - at * PART));
      const { bytesRead } = await handle.read(piece, 0, piece.length, at * PART);
      yield { at, body: piece.subarray(0, bytesRead) };
    }
  } finally {
    await handle.close();
  }
}
