/** One claim of ours that can be run again. */
export interface Proof {
  name: string;
  /** One line for `--list`: what is claimed. */
  about: string;
  /** Tells people what it does by `say`. A throw means that the proof does not hold, with the message as the reason. */
  run(say: Say): Promise<Proven>;
}

export interface Proven {
  holds: boolean;
  /** What was measured; must fit JSON. When it does not hold, `reason` says why. */
  figure: unknown;
}

export type Say = (line: string) => void;
