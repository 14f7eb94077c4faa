export interface TextFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  onChange(value: string): void;
}

/** A line of text, such as a filter; Escape empties it. */
export function TextField({ label, placeholder, value, onChange }: TextFieldProps) {
  return (
    <input
      type="text"
      class="text-field"
      aria-label={label}
      placeholder={placeholder}
      spellcheck={false}
      value={value}
      onInput={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || value === '') return;
        event.stopPropagation();
        onChange('');
      }}
    />
  );
}
