import { useState } from 'preact/hooks';
import { looksLikeToken } from '../../shared/access.js';
import { fill } from '../texts/words.js';
import { useWords } from '../use-model.js';

const SHORTEST = 16;

/** Where the engine gives no tokens to everyone. */
export function TokenForm({ refusal, use }: { refusal?: string; use: (token: string) => void }) {
  const { words } = useWords();
  const [token, setToken] = useState('');
  const isReady = looksLikeToken(token.trim()) || token.trim().length >= SHORTEST;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isReady) use(token.trim());
  };
  return (
    <main class="gate">
      <form onSubmit={submit}>
        <h1>
          Proxima <span>{words.title}</span>
        </h1>
        {refusal && <p role="alert">{fill(words.tokenBad, { code: refusal })}</p>}
        <label for="token">{words.token}</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          aria-describedby="token-help"
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
        <p id="token-help">
          <code>{words.tokenHelp}</code>
        </p>
        <button type="submit" disabled={!isReady}>
          {words.open}
        </button>
      </form>
    </main>
  );
}
