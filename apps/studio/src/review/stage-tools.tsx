import type { JSX } from 'preact';
import { Icon, type IconName } from '../page/icon.tsx';
import { t } from '../messages/translate.ts';
import type { ReviewState } from './review-state.ts';

/** The row of tools under the picture. */
export function StageTools(props: { readonly state: ReviewState; readonly isZoomed: boolean }): JSX.Element {
  const { state, isZoomed } = props;
  const { player } = state;
  const history = state.item.review.value?.history;
  const compare = (isComparing: boolean) => () => player.compare(isComparing);
  return (
    <div class="tools" role="toolbar" aria-label={t('toolsLabel')}>
      <Tool
        icon="draw"
        label={t('toolDraw')}
        keys="D"
        isPressed={state.isDrawing.value}
        onClick={() => (state.isDrawing.value = !state.isDrawing.value)}
      />
      <span class="gap" />
      <Tool
        icon="undo"
        label={t('toolUndo')}
        keys="Ctrl+Z"
        isDisabled={!history?.canUndo.value}
        onClick={() => history?.undo()}
      />
      <Tool
        icon="redo"
        label={t('toolRedo')}
        keys="Ctrl+Y"
        isDisabled={!history?.canRedo.value}
        onClick={() => history?.redo()}
      />
      <span class="gap" />
      <Tool
        icon="zoomOut"
        label={t('toolZoomOut')}
        keys="-"
        isDisabled={!isZoomed}
        onClick={() => state.zoomStage?.(-1)}
      />
      <Tool icon="zoomIn" label={t('toolZoomIn')} keys="+" onClick={() => state.zoomStage?.(1)} />
      <Tool icon="fit" label={t('toolFit')} keys="0" isDisabled={!isZoomed} onClick={() => state.zoomStage?.(0)} />
      <span class="gap" />
      <button
        type="button"
        class="tool has-words"
        title={`${t('toolCompare')} (C)`}
        aria-pressed={player.isComparing.value}
        onPointerDown={compare(true)}
        onPointerUp={compare(false)}
        onPointerLeave={compare(false)}
        onPointerCancel={compare(false)}
        onKeyDown={(event) => (event.key === ' ' || event.key === 'Enter') && compare(true)()}
        onKeyUp={compare(false)}
        onBlur={compare(false)}
      >
        <Icon name="compare" />
        <span>{t('toolCompare')}</span>
      </button>
    </div>
  );
}

/** One tool: an icon whose words are its name and tooltip. */
export function Tool(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly keys?: string;
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}): JSX.Element {
  const { icon, label, keys, isPressed, isDisabled, onClick } = props;
  return (
    <button
      type="button"
      class="tool"
      aria-label={label}
      title={keys === undefined ? label : `${label} (${keys})`}
      aria-pressed={isPressed}
      disabled={isDisabled ?? false}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
