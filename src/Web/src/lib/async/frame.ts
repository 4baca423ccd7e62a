/** A hidden page draws no frames; what waits for one then still happens, only later. */
const hiddenMs = 250;

export type Schedule = (run: () => void) => void;

/** Runs something with the next frame that the page draws. */
export const nextFrame: Schedule = (run) => {
  let done = false;
  const once = () => {
    if (!done) {
      done = true;
      clearTimeout(timer);
      run();
    }
  };
  const timer = setTimeout(once, hiddenMs);
  requestAnimationFrame(once);
};
