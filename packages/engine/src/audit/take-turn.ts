/** Gives the thread back for a moment and tells that the audit moves on. @throws the reason of an abort. */
export type TakeTurn = () => Promise<void>;
