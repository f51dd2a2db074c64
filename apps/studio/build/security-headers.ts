/**
 * What every response of the site carries, worker scripts too: a worker loaded without a policy of its own may send anything anywhere.
 * The server of `passerby studio`, hosts that read `_headers`, and the service worker (for hosts that can send none) all use this list.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "connect-src 'self'",
    "img-src 'self' blob:",
    "style-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  // Threads need a page that is isolated from others.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // Newer Chromium only: closes WebRTC and navigation, which a content policy does not.
  'Connection-Allowlist': '(response-origin)',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), browsing-topics=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};
