/** Comments and files of a generated ticket, from its life. */
import { firstIdOf } from '../world/base';
import { uuidOf } from '../world/identity';
import { chance, sequence } from '../world/random';
import type { WorldAttachment, WorldComment } from '../world/world';
import { smallFile } from './files';
import { commentAt, type Life } from './life';
import { noteOf, replyOf } from './texts';

export interface GeneratedThread {
  comments: WorldComment[];
  attachments: WorldAttachment[];
}

export interface Speakers {
  requester: number;
  agents: readonly number[];
  language: string;
}

export function threadOf(seed: number, index: number, life: Life, speakers: Speakers): GeneratedThread {
  const comments = Array.from({ length: life.comments }, (_unused, at) => commentOf(seed, index, life, speakers, at));
  const attachments = filesOf(seed, index, life, speakers, comments);
  return { comments, attachments };
}

function commentOf(
  seed: number,
  index: number,
  life: Life,
  { requester, agents, language }: Speakers,
  at: number,
): WorldComment {
  const random = sequence(seed, index, 100_000 + at);
  const createdAt = commentAt(seed, index, life, at);
  const role = at === 0 ? 0.5 : random();
  const isAgent = role >= 0.4;
  const isNote = role >= 0.8;
  const place = (life.takenOverAt !== null && createdAt >= life.takenOverAt ? life.secondAgent : life.agent) ?? 0;
  const text = isNote ? noteOf(random) : replyOf(language, isAgent, random);
  const isEdited = at < life.comments - 1 && random() < 0.04;
  const lastSaid = commentAt(seed, index, life, life.comments - 1);
  return {
    id: firstIdOf(index) + at,
    author: isAgent ? (agents[place] ?? requester) : requester,
    isPublic: !isNote,
    title: isNote && random() < 0.5 ? 'Note' : null,
    ...text,
    createdAt,
    updatedAt: isEdited ? Math.min(createdAt + 600_000, lastSaid) : null,
    attachments: [],
  };
}

/** One ticket in eight has some, on the ticket itself or on a comment. */
function filesOf(
  seed: number,
  index: number,
  life: Life,
  { requester }: Speakers,
  comments: WorldComment[],
): WorldAttachment[] {
  if (chance(seed, index, 51) >= 0.12) return [];
  const random = sequence(seed, index, 52);
  return Array.from({ length: 1 + Math.floor(random() * 3) }, (_unused, at) => {
    const id = firstIdOf(index) + at;
    const comment = random() < 0.5 ? comments[Math.floor(random() * comments.length)] : undefined;
    comment?.attachments.push(id);
    return {
      id,
      uuid: uuidOf(seed, 'attachment', id),
      comment: comment?.id ?? null,
      ...smallFile(random),
      createdAt: comment?.createdAt ?? life.createdAt,
      author: comment?.author ?? requester,
    };
  });
}
