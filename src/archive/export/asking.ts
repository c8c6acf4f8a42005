import type { Offer } from '../../core/types/offer.js';
import type { Answers, OfferName } from './export-order.js';

/** What a thread or a process that reads asks of who has Redis and the catalogs, by number. */
export type Question = { readonly ask: number } & (
  { readonly subjects: readonly string[] } | { readonly offers: readonly OfferName[] }
);

/** What it is told: in the order of what was asked, or that there is no answer. */
export type Answer = {
  readonly ask: number;
  readonly values?: readonly (Uint8Array | Offer | undefined)[];
  readonly isFault?: true;
};

interface Waiting {
  resolve(values: never): void;
  reject(error: Error): void;
}

/** Answers that come from elsewhere: questions go out by `tell`, and what comes in is taken. */
export class Asking implements Answers {
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  constructor(private readonly tell: (question: Question) => void) {}

  secrets(subjects: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    return this.ask((ask) => ({ ask, subjects }));
  }

  offers(offers: readonly OfferName[]): Promise<(Offer | undefined)[]> {
    return this.ask((ask) => ({ ask, offers }));
  }

  take({ ask, values, isFault }: Answer): void {
    const waiting = this.#waiting.get(ask);
    this.#waiting.delete(ask);
    if (isFault) waiting?.reject(new Error('what was asked for is not to be had'));
    else waiting?.resolve(values as never);
  }

  private ask<T>(question: (ask: number) => Question): Promise<T> {
    this.#asked += 1;
    const number = this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.tell(question(number));
    });
  }
}

/** @throws the error of who is asked. */
export async function answerTo(question: Question, answers: Answers): Promise<Answer> {
  const { ask } = question;
  const values =
    'subjects' in question ? await answers.secrets(question.subjects) : await answers.offers(question.offers);
  return { ask, values };
}
