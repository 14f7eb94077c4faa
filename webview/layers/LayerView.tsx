import { useEffect, useState } from 'preact/hooks';
import type { LayerDetails } from '../../src/messages/layerMessages';
import { Choice } from '../components/Choice';
import { hideReadout } from '../components/images/readout';
import { ExportSpectrum } from '../components/spectrum/ExportSpectrum';
import type { ExportMenuProps } from '../figures/ExportMenu';
import { t, translated } from '../page/l10n';
import { formatCount } from '../page/numbers';
import { ExportLayerVectors } from './ExportLayerVectors';
import { aboutLayer, layerFileName } from './figureNames';
import { GramMap } from './GramMap';
import { shapeShown, squareOf } from './inputShape';
import { LayerFindings } from './LayerFindings';
import { LayerSpectrum } from './LayerSpectrum';
import type { LayerStore } from './layerStore';
import { subjectOf } from './layerStore';
import { MetricGrid } from './MetricGrid';
import type { DetailsView } from './useLayerDetails';
import { useLayerDetails } from './useLayerDetails';
import { VectorDetail } from './VectorDetail';
import { VectorGallery } from './VectorGallery';
import './layer.css';

export interface LayerViewProps {
  readonly store: LayerStore;
  /** Vectors that the gallery shows, and cells along a side of the heat map. */
  readonly vectors: number;
  readonly gramSize: number;
  /** In the editor a direction is shown large below the gallery; from the panel it is opened elsewhere. */
  readonly isLarge?: boolean;
}

/** Everything about the chosen layer. */
export function LayerView({ store, vectors, gramSize, isLarge = false }: LayerViewProps) {
  const view = useLayerDetails(store, vectors, gramSize);
  const layer = store.layer.value;
  const known = store.rows.value.byLayer.get(layer?.name ?? '');
  // With an approximation come no numbers.
  const row = view.details?.exact === false ? known : (view.details?.row ?? known);
  // A value that was read belongs to the picture it was read from.
  useEffect(() => hideReadout, [layer?.name, subjectOf(store.opened.value)]);
  if (layer === undefined) return null;
  const shape = layer.shape.map(formatCount).join(' × ');
  // Numbers and details fail for one reason, which is told once.
  const trouble = layer.unreadable ?? (view.error === undefined ? row?.error : undefined);
  return (
    <article class={view.isOld ? 'layer is-old' : 'layer'} aria-busy={view.loading}>
      <header class="layer-head">
        <h2>{layer.name}</h2>
        <p class="muted">
          {t('{0} · {1} · {2} parameters', shape, layer.dtype, formatCount(layer.parameters))}
        </p>
        {layer.note !== undefined && <p class="section-hint">{translated(layer.note, [])}</p>}
      </header>
      <LayerProgress view={view} />
      {trouble !== undefined && (
        <p class="message error" role="alert">
          {trouble}
        </p>
      )}
      {row !== undefined && row.error === undefined && (
        <>
          <LayerFindings row={row} findings={store.findings.value} />
          <MetricGrid store={store} row={row} />
        </>
      )}
      {view.details !== undefined && view.details.singularValues.length > 0 && (
        <Spectral store={store} details={view.details} isLarge={isLarge} />
      )}
    </article>
  );
}

/** How far the numbers are, why they are not there, and what can be done about it. */
function LayerProgress({ view }: { readonly view: DetailsView }) {
  const { loading, progress, error, cancelled, details, isOld } = view;
  if (error !== undefined) {
    return (
      <p class="message error" role="alert">
        <span>{isOld ? t('What was known before is shown: {0}', error) : error}</span>
        <button type="button" class="link-button" onClick={() => view.again()}>
          {t('try again')}
        </button>
      </p>
    );
  }
  if (cancelled) {
    return (
      <p class="layer-progress">
        <span>
          {details?.exact === false
            ? t('Cancelled: the largest singular values are approximate.')
            : t('Cancelled.')}
        </span>
        <button type="button" class="link-button" onClick={() => view.again()}>
          {t('compute')}
        </button>
      </p>
    );
  }
  if (!loading) return <p class="layer-progress" />;
  const phase = progress === undefined ? t('reading …') : translated(progress.phase, []);
  return (
    <p class="layer-progress" role="status">
      {isOld ? (
        <span title={t('What was known before is shown until the new numbers are there.')}>
          {t('updating: {0}', phase)}
        </span>
      ) : (
        <span>{phase}</span>
      )}
      <progress max={1} value={progress?.fraction ?? 0} aria-label={phase} />
      <button type="button" class="link-button" onClick={() => view.cancel()}>
        {t('cancel')}
      </button>
    </p>
  );
}

interface SpectralProps {
  readonly store: LayerStore;
  readonly details: LayerDetails;
  readonly isLarge: boolean;
}

/** The singular values and vectors, linked by the chosen direction. */
function Spectral({ store, details, isLarge }: SpectralProps) {
  const { order, scale, space, direction, asSquare } = store;
  const opened = store.opened.value;
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  // What was told of one layer's file is not of another's.
  useEffect(() => setTrouble(undefined), [details.layer.name]);
  const save: ExportMenuProps['onSave'] = (name, content) => void store.save(name, content).then(setTrouble);
  const square = squareOf(details.layer);
  const inputShape = shapeShown(details.layer, asSquare.value);
  const first = details.vectors[0]?.index;
  const selected = direction.value >= 0 ? direction.value : isLarge ? first : undefined;
  const pair = details.vectors.find(({ index }) => index === selected);
  const open = (rank: number): void => {
    direction.value = rank;
    if (!isLarge) store.channel.post({ type: 'open', layer: details.layer.name, direction: rank });
  };
  const hasEnergy = details.dataEnergy !== undefined;
  return (
    <>
      <section class="layer-part" aria-label={t('Spectrum')}>
        <header class="layer-part-head">
          <h3>{t('Spectrum')}</h3>
          <Choice
            label={t('Axis')}
            hideLabel
            value={scale.value}
            options={[
              { value: 'log', label: t('log') },
              { value: 'lin', label: t('linear') },
            ]}
            onChange={(value) => (scale.value = value)}
          />
          {opened && (
            <ExportSpectrum
              numbers={{
                sigma: details.singularValues,
                energy: details.dataEnergy,
                edge: details.marchenkoPasturSigma,
              }}
              kind={scale.value}
              texts={{
                title: t('Spectrum of {0}', details.layer.name),
                about: aboutLayer(opened, details),
              }}
              fileName={`${layerFileName(opened, details)}-spectrum`}
              onSave={save}
            />
          )}
        </header>
        {trouble !== undefined && (
          <p class="message error" role="alert">
            {trouble}
          </p>
        )}
        <LayerSpectrum
          details={details}
          scale={scale.value}
          selected={selected}
          onSelect={(rank) => (direction.value = rank)}
        />
      </section>
      {details.vectors.length > 0 && (
        <section class="layer-part" aria-label={t('Singular vectors')}>
          <header class="layer-part-head">
            <h3>{t('Singular vectors')}</h3>
            {hasEnergy && (
              <Choice
                label={t('Sort by')}
                hideLabel
                value={order.value}
                options={[
                  { value: 'dataEnergy', label: t('data energy') },
                  { value: 'sigma', label: t('σ') },
                ]}
                onChange={(value) => (order.value = value)}
              />
            )}
            <Choice
              label={t('Space')}
              hideLabel
              value={space.value}
              options={[
                { value: 'input', label: t('inputs') },
                { value: 'output', label: t('outputs') },
              ]}
              onChange={(value) => (space.value = value)}
            />
            {square !== undefined && (
              <Choice
                label={t('Inputs as')}
                hideLabel
                value={asSquare.value ? 'image' : 'strip'}
                options={[
                  { value: 'strip', label: t('strips') },
                  { value: 'image', label: square.join(' × ') },
                ]}
                onChange={(value) => (asSquare.value = value === 'image')}
              />
            )}
            {opened && (
              <ExportLayerVectors
                opened={opened}
                details={details}
                space={space.value}
                inputShape={inputShape}
                onSave={save}
              />
            )}
          </header>
          <VectorGallery
            details={details}
            space={space.value}
            inputShape={inputShape}
            selected={selected}
            rowsAtMost={isLarge ? 3 : 4}
            onSelect={open}
          />
          {isLarge && pair !== undefined && (
            <VectorDetail details={details} pair={pair} inputShape={inputShape} shown={store.shown} />
          )}
        </section>
      )}
      {details.gram !== undefined && (
        <section class="layer-part" aria-label={t('Orthogonality')}>
          <header class="layer-part-head">
            <h3>{t('Orthogonality, {0}', details.gram.of)}</h3>
          </header>
          <GramMap gram={details.gram} />
        </section>
      )}
    </>
  );
}
