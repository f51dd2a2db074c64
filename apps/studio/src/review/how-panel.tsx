import type { Effect, Preset, TextChoice } from '@passerby/engine';
import type { JSX } from 'preact';
import type { MessageId } from '../messages/catalogue.ts';
import { t } from '../messages/translate.ts';
import { Warning } from '../messages/warning.tsx';
import type { WorkQueue } from '../queue/work-queue.ts';
import type { ReviewState } from './review-state.ts';

const presets: Readonly<Record<Preset, MessageId>> = { head: 'presetHead', face: 'presetFace' };
const texts: Readonly<Record<TextChoice, MessageId>> = { all: 'textAll', plates: 'textPlates', none: 'textNone' };
const effects: Readonly<Record<Effect, MessageId>> = {
  solid: 'effectSolid',
  mosaic: 'effectMosaic',
  blur: 'effectBlur',
};

/** How much is hidden, and with what. */
export function HowPanel({ queue, state }: { readonly queue: WorkQueue; readonly state: ReviewState }): JSX.Element {
  const { item } = state;
  const { value: settings } = item.settings;
  const { value: hide } = item.hide;
  const looked = item.plan.value?.settings;
  const isOld = looked !== undefined && looked.text !== settings.text;
  const isBusy = item.state.value.kind === 'working';
  const setPreset = (preset: Preset): void => {
    item.settings.value = { ...settings, preset };
    item.edit((plan) => ({ ...plan, settings: { ...plan.settings, preset } }));
  };
  return (
    <div class="panel-body">
      <Choices
        name="preset"
        legend={t('preset')}
        options={presets}
        value={looked?.preset ?? settings.preset}
        onChoose={setPreset}
      />
      <Choices
        name="text"
        legend={t('text')}
        options={texts}
        value={settings.text}
        onChoose={(text) => (item.settings.value = { ...settings, text })}
      />
      {settings.text !== 'all' && (
        <p class="warning">
          <Warning id={settings.text === 'none' ? 'textNoneWarning' : 'textPlatesWarning'} />
        </p>
      )}
      {isOld && (
        <p>
          <button
            type="button"
            class="is-main"
            disabled={isBusy}
            onClick={() => void queue.run(() => item.look(), true)}
          >
            {t('lookAgain')}
          </button>
          <span class="hint">{t('lookAgainHelp')}</span>
        </p>
      )}
      <Choices
        name="effect"
        legend={t('effect')}
        options={effects}
        value={hide.effect ?? 'solid'}
        onChoose={(effect) => (item.hide.value = { ...hide, effect })}
      />
      {hide.effect !== 'solid' && (
        <p class="warning">
          <Warning id={hide.effect === 'blur' ? 'blurWarning' : 'mosaicWarning'} />
        </p>
      )}
      <label class="field is-color">
        <span>{t('color')}</span>
        <input
          type="color"
          value={hide.color ?? '#808080'}
          onChange={(event) => (item.hide.value = { ...hide, color: event.currentTarget.value })}
        />
      </label>
      {state.isMoving && (
        <p>
          <button type="button" onClick={() => state.hideEverything()}>
            {t('hideWholeVideo')}
          </button>
        </p>
      )}
    </div>
  );
}

function Choices<T extends string>(props: {
  readonly name: string;
  readonly legend: string;
  readonly options: Readonly<Record<T, MessageId>>;
  readonly value: T;
  readonly onChoose: (value: T) => void;
}): JSX.Element {
  const { name, legend, options, value, onChoose } = props;
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {(Object.keys(options) as T[]).map((option) => (
        <label key={option}>
          <input type="radio" name={name} checked={option === value} onChange={() => onChoose(option)} />
          <span>{t(options[option])}</span>
        </label>
      ))}
    </fieldset>
  );
}
