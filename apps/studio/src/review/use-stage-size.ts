import { useSignal, type Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { Size } from './viewport.ts';

/** The size of an element in CSS pixels, as it changes; 1 × 1 before it is laid out. */
export function useStageSize(element: RefObject<HTMLElement | null>): Signal<Size> {
  const size = useSignal<Size>({ width: 1, height: 1 });
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = current;
      if (width > 0 && height > 0) size.value = { width, height };
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element, size]);
  return size;
}
