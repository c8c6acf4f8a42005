/** A cell that begins so is run as a formula by spreadsheets, in full width by those of East Asia (OWASP, CSV injection). */
const RISKY = /^'*[=+\-@\t\r\n＝＋－＠]/;
const NEUTRALISED = /^'+[=+\-@\t\r\n＝＋－＠]/;

/** An apostrophe in front makes a formula plain text; reading takes it off again, so that what was written comes back. */
export const neutral = {
  write: (text: string): string => (RISKY.test(text) ? `'${text}` : text),
  read: (text: string): string => (NEUTRALISED.test(text) ? text.slice(1) : text),
};
