/** A running page. */
export interface ServedPage extends AsyncDisposable {
  readonly url: string;
}

/** What is served, and how. */
export interface ServePageOptions {
  /** Folder of the page. */
  readonly root: string;
  /** Folder for what Vite prepares. */
  readonly cacheDir: string;
  /** With the headers that threads need. Default true. */
  readonly isIsolated?: boolean | undefined;
}

/** Addresses of the models that the page is offered, by name: those that are there. YuNet comes from `PASSERBY_MODELS_DIR`, as in Node. */
export const offeredModels: Readonly<Record<string, string>>;

/** Serves a page that uses this package, and the models beside it. */
export function servePage(options: ServePageOptions): Promise<ServedPage>;
