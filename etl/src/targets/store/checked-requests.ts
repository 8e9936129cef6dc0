/** Requests to a store, and what their answers mean: an object, none, or a trouble in words. */
import type { ObjectAnswer, ObjectRequest, ObjectRequests } from './object-requests';
import type { StoreNames } from './object-trouble';
import { missing, refusal, unreached } from './object-trouble';

/** How a service words what is no success. */
export interface AnswerWords {
  /** A word; '' where it gives none that may be shown. */
  codeOf(answer: ObjectAnswer): string;
  /** Whether the container or bucket is not there, as against an object. */
  isPlaceGone(answer: ObjectAnswer): boolean;
  /** Whether the service itself says that something is not there: a page of a proxy may have the same status. */
  isNoObject(answer: ObjectAnswer): boolean;
}

export class CheckedRequests {
  constructor(
    private readonly requests: ObjectRequests,
    private readonly names: StoreNames,
    private readonly words: AnswerWords,
  ) {}

  /**
   * @param place file into which the body is read
   * @returns null when there is no such object
   * @throws TargetError as `succeeded` does
   */
  async found(asked: ObjectRequest, place?: string): Promise<ObjectAnswer | null> {
    const answer = await this.send(asked, place);
    return this.words.isNoObject(answer) && !this.words.isPlaceGone(answer) ? null : this.succeeded(answer);
  }

  /** @returns the answer, whatever its status @throws TargetError where none came */
  async send(asked: ObjectRequest, place?: string): Promise<ObjectAnswer> {
    try {
      return await this.requests.send(asked, place);
    } catch (error) {
      throw unreached(this.names, error);
    }
  }

  /** @throws TargetError when it is no success */
  succeeded(answer: ObjectAnswer): ObjectAnswer {
    if (answer.status < 300) return answer;
    if (this.words.isPlaceGone(answer)) throw missing(this.names);
    throw refusal(this.names, answer.status, this.words.codeOf(answer));
  }
}

/** The word itself; whatever else stands in its place is not shown. */
export function shownCode(code: string): string {
  return /^\w{1,64}$/.test(code) ? code : '';
}
