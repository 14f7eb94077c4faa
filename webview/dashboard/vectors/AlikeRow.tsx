import { Picture } from '../../components/images/Picture';
import type { PixelPlan } from '../../components/images/pixelPlan';
import type { ValueRange } from '../../components/images/valueScale';
import { t } from '../../page/l10n';

const SMALL = { width: 56, height: 56 };
const STRIP = { width: 256, height: 36 };

export interface AlikeItem {
  readonly key: number;
  readonly values: Float32Array;
  readonly title: string;
  readonly detail?: string;
  /** NaN where the values are all zero. */
  readonly cosine: number;
}

export interface AlikeRowProps {
  readonly title: string;
  readonly plan: PixelPlan;
  /** Undefined where nothing finite is to be shown. */
  readonly range: ValueRange | undefined;
  readonly items: readonly AlikeItem[];
}

/** Samples or means beside each other, each with the cosine between it and a direction. */
export function AlikeRow({ title, plan, range, items }: AlikeRowProps) {
  if (range === undefined) return null;
  return (
    <>
      <h3>{title}</h3>
      <div class="direction-row">
        {items.map(({ key, values, title: name, detail, cosine }) => (
          <figure key={key} class="direction-alike">
            <Picture
              plan={plan}
              values={values}
              range={range}
              table="grey"
              box={plan.aspect === 1 ? SMALL : STRIP}
              label={detail === undefined ? name : `${name}, ${detail}`}
            />
            <figcaption>{name}</figcaption>
            {detail !== undefined && <figcaption class="muted">{detail}</figcaption>}
            <figcaption class="muted">{t('cos {0}', signed(cosine))}</figcaption>
          </figure>
        ))}
      </div>
    </>
  );
}

function signed(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(2).replace('-', '−');
}
