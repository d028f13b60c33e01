/*
 * Stands in the head of the page itself (`PageResource`), before styles and script: asks for the stream while these are still
 * on their way. The page's first connection takes the answer, where it is the one that it would have asked for itself
 * (`core/follow.js`). Not a module: it must not wait for any.
 */
// A tab that is hidden holds no connection.
if (document.visibilityState === 'visible') {
  const place = new URLSearchParams(location.search);
  const url = new URL('api/v1/stream', document.baseURI);
  if (place.get('at')) {
    url.searchParams.set('tail', '0');
  }
  new Set(place.getAll('source')).forEach((name) => name !== '' && url.searchParams.append('source', name));
  const connection = new AbortController();
  const answer = fetch(url, {
    headers: { Accept: 'text/event-stream, application/problem+json' },
    cache: 'no-store',
    signal: connection.signal,
  });
  // Whoever takes it hears of it; nobody does, where the page's script does not come.
  answer.catch(() => {});
  globalThis.logstreamerOpening = { url: url.href, connection, answer };
}
