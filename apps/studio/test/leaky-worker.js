// Tries every way out that a worker has. Only in the double site, for the test that finds them all closed.
onmessage = async ({ data: to }) => {
  const attempts = [
    () => fetch(`${to}/worker-fetch`, { mode: 'no-cors' }),
    () => {
      const request = new XMLHttpRequest();
      request.open('GET', `${to}/worker-xhr`, false);
      request.send();
    },
    () => new WebSocket(`${to.replace('http', 'ws')}/worker-socket`),
    () => new EventSource(`${to}/worker-events`),
    () => import(`${to}/worker-import`),
  ];
  const outcomes = await Promise.allSettled(attempts.map(async (attempt) => attempt()));
  postMessage(outcomes.length);
};
