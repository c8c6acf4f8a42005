import { useState } from 'preact/hooks';
import { looksLikeToken } from './access.js';
import './sign-in.css';

export interface SignInWords {
  readonly signInTitle: string;
  readonly signInWhy: string;
  readonly signInLabel: string;
  readonly signInGo: string;
  readonly signInBad: string;
}

interface Props {
  readonly words: SignInWords;
  /** The command that makes such a token. */
  readonly command: string;
  /** Why the last one did not serve. */
  readonly fault?: string;
  readonly onToken: (token: string) => void;
}

/** Asks for a token where the engine is no demo. It is kept in this page only, and gone with it. */
export function SignIn({ words, command, fault, onToken }: Props) {
  const [told, setTold] = useState(fault);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('token') as HTMLTextAreaElement;
    const token = field.value.trim();
    if (!looksLikeToken(token)) return setTold(words.signInBad);
    onToken(token);
  };
  return (
    <main class="sign-in">
      <h1>{words.signInTitle}</h1>
      <p>
        {words.signInWhy} <code>{command}</code>
      </p>
      <form onSubmit={submit} noValidate>
        <label>
          <span>{words.signInLabel}</span>
          <textarea
            name="token"
            rows={4}
            autocomplete="off"
            spellcheck={false}
            aria-invalid={told !== undefined}
            aria-describedby="sign-in-fault"
          />
        </label>
        <p id="sign-in-fault" class="fault" role="alert">
          {told}
        </p>
        <button type="submit" class="primary wide">
          {words.signInGo}
        </button>
      </form>
    </main>
  );
}
