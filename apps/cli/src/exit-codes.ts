/** Every file was hidden and verified. */
export const exitDone = 0;
/** Something failed or a leak was found; nothing of that output is left. */
export const exitFailed = 1;
/** The command line is wrong; nothing was done. */
export const exitUsage = 2;
