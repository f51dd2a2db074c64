/**
 * How long the page did not answer: the longest time between two animation frames, and the longest task of its thread (0: none of 50 ms or more). The returned
 * function ends the watch.
 */
globalThis.watchPage = () => {
  let longestMs = 0;
  let longestTaskMs = 0;
  let last = performance.now();
  let isOver = false;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
  });
  observer.observe({ type: 'longtask' });
  const step = (now) => {
    longestMs = Math.max(longestMs, now - last);
    last = now;
    if (!isOver) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  return () => {
    isOver = true;
    observer.disconnect();
    return { longestMs, longestTaskMs };
  };
};
