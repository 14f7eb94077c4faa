import { useState } from 'preact/hooks';
import { hasProvisional } from '../../../src/comparison/cellTexts';
import { toCsv } from '../../../src/comparison/exports/csv';
import { toLatex } from '../../../src/comparison/exports/latex';
import { toMarkdown } from '../../../src/comparison/exports/markdown';
import { Choice } from '../../components/images/Choice';
import { Icon } from '../../components/icons';
import { Menu } from '../../components/Menu';
import { Section } from '../../components/Section';
import { t } from '../../page/l10n';
import type { CompareStore } from '../compareStore';
import { textOf } from '../texts';
import { ColumnsChoice } from './ColumnsChoice';
import { groupOptions, groupValue } from './groupOptions';
import { RunsTable } from './RunsTable';

/** The table: which is better, by how much, and whether that is more than chance. */
export function TableSection({ store }: { readonly store: CompareStore }) {
  const shown = store.shown.value;
  const view = store.view.value;
  const [showsColumns, setShowsColumns] = useState(false);
  const spread = store.layout('spread', false, (value) => typeof value === 'boolean');
  const options = groupOptions(store.table.value, view.group);
  return (
    <Section
      id="table"
      title={t('Results')}
      controls={
        <>
          <Choice
            label={t('rows')}
            value={groupValue(view.group)}
            options={options.map(({ value, label }) => [value, label])}
            onChange={(value) => store.edit({ group: options.find((each) => each.value === value)!.group })}
          />
          <input
            type="search"
            class="text-input filter-input"
            placeholder={t('filter, such as mode=rr testAccuracy>0.9')}
            aria-label={t('Filter the runs')}
            aria-invalid={shown.filterError !== undefined}
            value={view.filter ?? ''}
            onInput={(event) => store.edit({ filter: event.currentTarget.value || null })}
          />
          {shown.isGrouped && (
            <button
              type="button"
              class={spread.value ? 'toggle on' : 'toggle'}
              aria-pressed={spread.value}
              onClick={() => spread.set(!spread.value)}
            >
              {t('min … max')}
            </button>
          )}
          <button
            type="button"
            class={showsColumns ? 'toggle on' : 'toggle'}
            aria-pressed={showsColumns}
            onClick={() => setShowsColumns(!showsColumns)}
          >
            {t('columns')}
          </button>
          <ExportMenu store={store} />
        </>
      }
    >
      {showsColumns && <ColumnsChoice store={store} />}
      {shown.filterError !== undefined && (
        <p class="message error" role="alert">
          <Icon name="error" />
          <span>{textOf(shown.filterError)}</span>
        </p>
      )}
      <RunsTable store={store} shown={shown} withSpread={spread.value} />
      {shown.rows.length === 0 && <p class="empty">{t('No run fits the filter.')}</p>}
      <TableNotes store={store} />
    </Section>
  );
}

/** What must be known to read the table rightly. */
function TableNotes({ store }: { readonly store: CompareStore }) {
  const table = store.shown.value;
  const { notes, filteredOut } = table;
  const texts = [
    ...notes.map(textOf),
    ...(hasProvisional(table) ? [t('* the last logged value; losses and penalties are of one batch')] : []),
    ...(filteredOut > 0 ? [t('The filter leaves out {0} runs.', filteredOut)] : []),
  ];
  if (texts.length === 0) return null;
  return (
    <ul class="table-notes">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

function ExportMenu({ store }: { readonly store: CompareStore }) {
  const { page, shown, state } = store;
  const name = state.value?.name ?? 'comparison';
  const save = (ending: string, content: string): void => {
    void page.report(() => page.source.save(`${name}.${ending}`, content));
  };
  const caption = { caption: name };
  return (
    <Menu
      icon="export"
      label={t('Export the table')}
      items={[
        { label: t('Markdown'), run: () => save('md', toMarkdown(shown.value)) },
        { label: t('LaTeX'), run: () => save('tex', toLatex(shown.value, caption)) },
        { label: t('CSV with all digits'), run: () => save('csv', toCsv(shown.value)) },
      ]}
    />
  );
}
