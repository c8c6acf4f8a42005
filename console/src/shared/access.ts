/** Who a page acts for. */
export interface Wanted {
  readonly role: 'device' | 'operator';
  readonly customer?: string;
}

/** A token of the demo, made for everyone who asks. @throws Error when the engine gives none. */
export async function askDemoToken(wanted: Wanted): Promise<string> {
  const query = new URLSearchParams({ ...wanted });
  const answer = await fetch(`/demo/token?${query.toString()}`, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`GET /demo/token: HTTP ${answer.status}`);
  return ((await answer.json()) as { token: string }).token;
}

/**
 * The token of `#token=…`. It is taken out of the address at once, so that it stands in no history and no screenshot; a
 * fragment never reaches a server.
 */
export function takeTokenFromAddress(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined;
  if (token !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return token;
}

/** An address with a token that is put into an open page loads nothing: then the page begins anew, and takes it. */
window.addEventListener('hashchange', () => {
  if (new URLSearchParams(location.hash.slice(1)).has('token')) location.reload();
});

/** Whether a text is a JWT by its looks: three parts of base64url. */
export function looksLikeToken(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
}

/** The customer that a token names. It is not verified here: the engine does that. */
export function customerOf(token: string): string | undefined {
  try {
    const payload = token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
    const { sub } = JSON.parse(atob(payload)) as { sub?: unknown };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}
