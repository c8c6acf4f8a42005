/**
 * What a page may do (CSP level 3, where `'self'` holds for web sockets too): its own script, styles and worker, its own
 * engine, pictures that it draws itself. No request to elsewhere, no inline script or style, no frame around it.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "img-src 'self' data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page names its assets by their content, so it is asked for anew each time, and they never are. */
export const PAGE_CACHING = 'no-cache';
export const ASSET_CACHING = 'public, max-age=31536000, immutable';
export const MAP_CACHING = 'no-cache';
