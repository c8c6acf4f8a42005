/** A version 4 UUID (RFC 9562). Made of `random` where the platform has no source of its own, as React Native. */
export function newEventId(random: () => number): string {
  const { crypto } = globalThis as { crypto?: { randomUUID?: () => string } };
  // Left out by browsers on pages that did not come over https.
  if (crypto?.randomUUID) return crypto.randomUUID();
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16));
  digits[12] = 4;
  digits[16] = 8 + (digits[16]! % 4);
  const text = digits.map((digit) => digit.toString(16)).join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
