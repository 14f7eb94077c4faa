import { Select } from '../Select';
import './images.css';

export interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  onChange(value: T): void;
}

/** One of a few, with its name before it. */
export function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <span class="choice">
      <span aria-hidden="true">{label}</span>
      <Select
        label={label}
        value={value}
        options={options.map(([name, text]) => ({ value: name, label: text }))}
        onChange={onChange}
      />
    </span>
  );
}
