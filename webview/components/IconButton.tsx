import type { IconName } from './icons';
import { Icon } from './icons';

export interface IconButtonProps {
  readonly icon: IconName;
  /** What it does; shown when pointed at, and read out. */
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  /** For buttons that are on or off. */
  readonly pressed?: boolean;
}

export function IconButton({ icon, label, onClick, disabled = false, pressed }: IconButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
