/** A sentence in each of the languages in which marketers are told what is wrong. */
export interface Said {
  readonly en: string;
  readonly de: string;
}
