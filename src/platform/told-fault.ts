const MOST_FRAMES = 12;

/** A fault as it may stand in a log. */
export interface ToldFault {
  readonly type: string;
  readonly code?: string;
  /** For an error that Redis answered: its first word, and the command without its arguments. */
  readonly reply?: string;
  readonly command?: string;
  readonly frames: string;
}

/**
 * The kind of a fault and the place where it was met, without its words: a parser quotes the text that it cannot read,
 * Redis the command with its arguments, a geometry library the cell, and any of these may be somebody's.
 */
export function tellFault(fault: unknown): ToldFault {
  if (!(fault instanceof Error)) return { type: typeof fault, frames: '' };
  const { name, code } = fault as NodeJS.ErrnoException;
  return {
    type: name,
    code: typeof code === 'string' ? code : undefined,
    ...(name === 'ReplyError' ? tellReply(fault as ReplyError) : {}),
    frames: framesOf(fault),
  };
}

interface ReplyError extends Error {
  readonly command?: { readonly name: string };
}

function tellReply({ message, command }: ReplyError): Pick<ToldFault, 'reply' | 'command'> {
  return { reply: /^[A-Z]+/.exec(message)?.[0], command: command?.name };
}

/** The stack repeats the message before its frames, and a message may look like frames. */
function framesOf({ stack = '', message }: Error): string {
  const start = stack.indexOf(message) + message.length;
  const frames = stack
    .slice(start)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return frames
    .slice(0, MOST_FRAMES)
    .map((line) => line.trim())
    .join('\n');
}
