import { useRef, useState } from 'preact/hooks';
import { t } from '../../page/l10n';
import type { PictureProps } from './Picture';
import { Picture } from './Picture';
import { pictureSize } from './pictureSize';
import { devicePixels } from './devicePixels';
import { isMove, nextCell } from './nextCell';
import { placeText } from './placeText';
import { hideReadout, showReadout, speak } from './readout';

/** A picture whose values can be read by keyboard as well: the arrow keys go from cell to cell. */
export function LargePicture(props: PictureProps) {
  const { plan, values, box, label } = props;
  const element = useRef<HTMLDivElement>(null);
  const [cell, setCell] = useState<number | undefined>(undefined);
  const read = (next: number): void => {
    const text = placeText(plan, plan.cells[next]!, values);
    const frame = element.current?.getBoundingClientRect();
    const size = pictureSize(plan, box, devicePixels.value);
    setCell(next);
    speak(text);
    if (frame === undefined) return;
    const [column, row] = [next % plan.columns, Math.floor(next / plan.columns)];
    showReadout(
      text,
      frame.left + ((column + 1) * size.width) / plan.columns,
      frame.top + ((row + 1) * size.height) / plan.rows,
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isMove(event.key)) return;
    // At the edge, too, the keys are not the page's.
    event.preventDefault();
    const next = nextCell(plan, cell, event.key);
    if (next !== undefined) read(next);
  };
  const leave = (): void => {
    setCell(undefined);
    hideReadout();
  };
  return (
    <div
      ref={element}
      class="picture-large"
      role="application"
      aria-roledescription={t('values')}
      aria-label={t('{0}. The arrow keys read its values.', label)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={leave}
    >
      <Picture {...props} marked={cell} />
    </div>
  );
}
