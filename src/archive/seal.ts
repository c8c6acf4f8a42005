import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** The dictionary does most of it: more effort would cost three times as long for a tenth of the bytes. */
const LEVEL = 1;
/** A record is a few kilobytes: with the usual windows of 32 kB more time goes into clearing memory than into packing. */
const SMALL = { windowBits: 12, memLevel: 5 };

/** Few are longer; the usual room of 16 kB costs more than what is put into it. */
const RECORD_BYTES = 4 * 1024;

/** What most records have in common. Part of the format: changing it makes what was sealed before unreadable. */
const DICTIONARY = Buffer.from(
  '{"v":1,"input":{"decisionId":","seed":,"now":17,"touchpoint":"app-push","outbound":true,"placements":["card"],"limit":1,' +
    '"locale":"de","addressForm":"du","consents":{"location":true,"locationClass":"precise","profiling":true,"marketing":true},' +
    '"rests":{},"context":{"weather":"sunny","temperature":,"companion":"alone"},"profile":{"attributes":{},' +
    '"visitsPerMonth":{"coffee":,"bar":,"takeaway":,"restaurant-budget":,"restaurant-mid":},"purchasesPerMonth":{},' +
    '"affinity":{},"offers":{}},"contacts":[],"situation":{"cell":"891f1d48977ffff","timeZone":"Europe/Berlin",' +
    '"sensitivePlace":false,"moment":["unknown",0,0],"zones":{"stay":"","enter":"","leave":""},"sightings":"0.1,0.2"}},' +
    '"versions":{"catalog":"","policy":"","model":"propensity/1@"},"scoreSource":"model","missingShare":0.,"digest":"",' +
    '"silence":"NO_OFFER_NEARBY","reasons":{"OUTRANKED":,"OUTSIDE_ZONE":,"CAP_REACHED":,"NOT_WORTH_IT":,"SPACING":},' +
    '"slots":[{"delivery":":card","offers":["',
);

/** Compresses and encrypts a text (AES-256-GCM): base64 of nonce, tag and cipher text. */
export function seal(text: string, secret: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, secret, iv);
  const sealed = Buffer.concat([
    cipher.update(deflateRawSync(text, { dictionary: DICTIONARY, level: LEVEL, ...SMALL })),
    cipher.final(),
  ]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

/** @throws Error when the secret is another one, or the bytes are not what was sealed. */
export function unseal(box: string, secret: Uint8Array): string {
  const bytes = Buffer.from(box, 'base64');
  const decipher = createDecipheriv(CIPHER, secret, bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const deflated = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  return inflateRawSync(deflated, { dictionary: DICTIONARY, chunkSize: RECORD_BYTES }).toString();
}
