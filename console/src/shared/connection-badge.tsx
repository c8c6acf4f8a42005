import './connection-badge.css';
import type { Voice } from './texts/voice.js';

export type Connection = 'connecting' | 'connected' | 'resumed' | 'disconnected' | 'suspended' | 'failed';

const WORDS: Readonly<Record<Connection, Readonly<Record<'en' | 'de', string>>>> = {
  connecting: { en: 'Connecting', de: 'Verbindet' },
  connected: { en: 'Connected', de: 'Verbunden' },
  resumed: { en: 'Back, nothing missed', de: 'Wieder da, nichts verpasst' },
  disconnected: { en: 'No connection, trying again', de: 'Keine Verbindung, versucht es weiter' },
  suspended: { en: 'Away for a while, trying now and then', de: 'Länger weg, versucht es ab und zu' },
  failed: { en: 'Refused: a new token is needed', de: 'Abgelehnt: Ein neues Token ist nötig' },
};

const LOOK: Readonly<Record<Connection, 'on' | 'off' | 'between'>> = {
  connecting: 'between',
  connected: 'on',
  resumed: 'on',
  disconnected: 'between',
  suspended: 'off',
  failed: 'off',
};

/** The state of the line, by colour, by shape and in words; told to a screen reader when it changes. */
export function ConnectionBadge({ state, voice }: { state: Connection; voice: Voice }) {
  return (
    <p class={`connection ${LOOK[state]}`} role="status" data-state={state}>
      <span aria-hidden="true" />
      {WORDS[state][voice === 'en' ? 'en' : 'de']}
    </p>
  );
}
