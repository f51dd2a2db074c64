import { serializePlan } from '@passerby/engine';
import type { OutputFormat } from '@passerby/web';
import type { JSX } from 'preact';
import { t } from '../messages/translate.ts';
import { Warning } from '../messages/warning.tsx';
import type { WorkItem } from '../queue/work-item.ts';
import type { WorkQueue } from '../queue/work-queue.ts';
import type { ReviewState } from '../review/review-state.ts';
import { download } from './deliver-copy.ts';
import { CheckResult } from './check-result.tsx';
import { namePlan, nameReport } from './name-copy.ts';
import { writeReport } from './write-report.ts';

const formatNames: Readonly<Record<OutputFormat, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  'mp4-h264': 'MP4 (H.264)',
  'webm-vp9': 'WebM (VP9)',
  'webm-av1': 'WebM (AV1)',
};

/** Everything from the choice of a format to the signed report. */
export function SavePanel(props: { readonly queue: WorkQueue; readonly state: ReviewState }): JSX.Element {
  const { queue, state } = props;
  const { item } = state;
  return (
    <div class="panel-body">
      <OutputChoices item={item} />
      <StillIdentifies item={item} />
      <CheckResult queue={queue} state={state} />
      <SignOffFields item={item} />
      <div class="save-row">
        <button
          type="button"
          disabled={!item.saved.value?.isDelivered || item.state.value.kind !== 'ready'}
          onClick={() =>
            download(new Blob([writeReport(item)], { type: 'application/json' }), nameReport(item.file.name))
          }
        >
          {t('saveReport')}
        </button>
        <button
          type="button"
          disabled={!item.plan.value}
          onClick={() =>
            item.plan.value &&
            download(new Blob([serializePlan(item.plan.value)], { type: 'application/json' }), namePlan(item.file.name))
          }
        >
          {t('savePlan')}
        </button>
      </div>
      <p class="hint">
        <Warning id="planIsDiary" />
      </p>
    </div>
  );
}

function OutputChoices({ item }: { readonly item: WorkItem }): JSX.Element {
  const media = item.media.value;
  const formats = media?.formats ?? [];
  const { format, sound } = item.output.value;
  const chosen = format ?? formats[0];
  const isMoving = media?.kind !== 'photo';
  return (
    <>
      <label class="field">
        <span>{t('format')}</span>
        <select
          value={chosen}
          onChange={(event) =>
            (item.output.value = { ...item.output.value, format: event.currentTarget.value as OutputFormat })
          }
        >
          {formats.map((name) => (
            <option key={name} value={name}>
              {formatNames[name]}
            </option>
          ))}
        </select>
      </label>
      {isMoving && formats.length > 0 && !formats.includes('mp4-h264') && <p class="hint">{t('noH264')}</p>}
      {media?.hasSound && (
        <fieldset class="choices">
          <legend>{t('sound')}</legend>
          {(['drop', 'keep'] as const).map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name="sound"
                checked={sound === choice}
                onChange={() => (item.output.value = { ...item.output.value, sound: choice })}
              />
              <span>{t(choice === 'drop' ? 'soundDrop' : 'soundKeep')}</span>
            </label>
          ))}
          {sound === 'keep' && (
            <p class="warning" role="alert">
              <Warning id="soundWarning" />
            </p>
          )}
        </fieldset>
      )}
      {item.hide.value.effect !== 'solid' && (
        <p class="warning">
          <Warning id={item.hide.value.effect === 'blur' ? 'blurWarning' : 'mosaicWarning'} />
        </p>
      )}
    </>
  );
}

/** The plain list of what hiding does not change. */
function StillIdentifies({ item }: { readonly item: WorkItem }): JSX.Element {
  return (
    <section class="still">
      <h2>{t('stillTitle')}</h2>
      <ul>
        <li>
          <Warning id="stillClothes" />
        </li>
        <li>
          <Warning id="stillPlace" />
        </li>
        <li>
          <Warning id="stillMissed" />
        </li>
        {item.output.value.sound === 'keep' && (
          <li>
            <Warning id="stillVoice" />
          </li>
        )}
      </ul>
    </section>
  );
}

function SignOffFields({ item }: { readonly item: WorkItem }): JSX.Element {
  const { value } = item.signOff;
  return (
    <fieldset class="sign-off">
      <legend>{t('signOffTitle')}</legend>
      <p class="hint">{t('signOffHelp')}</p>
      {(['madeBy', 'checkedBy'] as const).map((field) => (
        <label key={field} class="field">
          <span>{t(field)}</span>
          <input
            type="text"
            maxLength={100}
            autoComplete="off"
            value={value[field]}
            onInput={(event) => (item.signOff.value = { ...value, [field]: event.currentTarget.value })}
          />
        </label>
      ))}
    </fieldset>
  );
}
