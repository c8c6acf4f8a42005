const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * The bytes of base64url (RFC 4648), each as one letter; beyond ASCII that is not the text. Not every platform has `atob`.
 * @throws RangeError for what is none
 */
export function readBase64Url(text: string): string {
  let read = '';
  let bits = 0;
  let count = 0;
  for (const letter of text) {
    const digit = DIGITS.indexOf(letter);
    if (digit < 0) throw new RangeError('this is no base64url');
    bits = ((bits << 6) | digit) & 0xfff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    read += String.fromCharCode((bits >> count) & 0xff);
  }
  return read;
}
