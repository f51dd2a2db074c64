import type { JSX } from 'preact';
import { t } from '../messages/translate.ts';
import { Warning } from '../messages/warning.tsx';

/** What the page shows before there are files. */
export function FirstPage(props: { readonly onChoose: () => void; readonly onChooseFolder: () => void }): JSX.Element {
  return (
    <main class="first">
      <div class="drop">
        <h1>{t('firstTitle')}</h1>
        <p class="lead">{t('firstLead')}</p>
        <p class="drop-buttons">
          <button type="button" class="is-main is-large" onClick={props.onChoose}>
            {t('chooseFiles')}
          </button>
          <button type="button" class="is-large" onClick={props.onChooseFolder}>
            {t('chooseFolder')}
          </button>
        </p>
        <p class="hint">{t('pasteHint')}</p>
      </div>
      <div class="facts">
        <section>
          <h2>{t('factStaysTitle')}</h2>
          <p>{t('factStays')}</p>
        </section>
        <section>
          <h2>{t('factHidesTitle')}</h2>
          <p>{t('factHides')}</p>
        </section>
        <section>
          <h2>{t('factLimitsTitle')}</h2>
          <p>
            <Warning id="factLimits" />
          </p>
        </section>
      </div>
    </main>
  );
}
