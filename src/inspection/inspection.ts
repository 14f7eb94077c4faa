import path from 'node:path';
import type { Checkpoint } from '../checkpoints/checkpoint';
import { toMatrix } from '../checkpoints/kernelLayout';
import type { Kernel, NoKernel } from '../checkpoints/kernels';
import { directionShape, kernelSize, notesOnTensors, sortTensors } from '../checkpoints/kernels';
import { openCheckpoint } from '../checkpoints/openCheckpoint';
import { sizeOf } from '../config/networkPlan';
import { UserError } from '../config/userError';
import type { InspectorSource, LayerRow, OpenedInspection } from '../messages/inspectorMessages';
import { readEntry } from '../runs/catalogue';
import { RunFolder } from '../runs/runFolder';
import type { RunManifest } from '../runs/runManifest';
import { findSnapshot, snapshotSteps } from '../runs/snapshots';
import type { KernelMatrix } from './algebra';
import type { DataEnergies } from './dataEnergies';

/** A checkpoint or a snapshot that is being looked at. */
export interface Inspection {
  readonly opened: Omit<OpenedInspection, 'inspection'>;
  readonly checkpoint: Checkpoint;
  /** By layer name, in the order of the file. */
  readonly kernels: ReadonlyMap<string, Kernel>;
  /** The other tensors, with the reason why they are none. */
  readonly others: readonly NoKernel[];
  readonly run?: { readonly folder: RunFolder; readonly manifest: RunManifest; readonly step: number };
  /** Brought in by "with data". */
  data?: DataEnergies;
  /** The request for data that came last; an earlier one has been superseded. */
  dataRequest?: object;
}

/**
 * Opens a source: reads the headers and finds the kernels.
 * @throws UserError where the file or the run cannot be read
 */
export async function openInspection(source: InspectorSource): Promise<Inspection> {
  return source.kind === 'file' ? openFileInspection(source.file) : openRun(source.directory, source.step);
}

async function openFileInspection(file: string): Promise<Inspection> {
  const checkpoint = await openCheckpoint(file);
  return inspectionOf(checkpoint, path.basename(file), {});
}

async function openRun(directory: string, wantedStep?: number): Promise<Inspection> {
  const folder = new RunFolder(directory);
  const { manifest } = await readEntry(folder);
  const { step, file } = await findSnapshot(folder, wantedStep);
  const steps = await snapshotSteps(folder);
  const { id, mode } = manifest;
  return inspectionOf(await openCheckpoint(file), `${id} (${mode}), step ${step}`, {
    opened: { run: { id, directory, mode, step, steps } },
    run: { folder, manifest, step },
  });
}

function inspectionOf(
  checkpoint: Checkpoint,
  title: string,
  { opened, run }: { opened?: Pick<OpenedInspection, 'run'>; run?: Inspection['run'] },
): Inspection {
  const { kernels: found, others } = sortTensors(checkpoint);
  const kernels = new Map(found.map((kernel) => [kernel.name, kernel]));
  const tensors = checkpoint.tensors.map(({ info }) => info);
  const weights = run === undefined ? tensors : tensors.filter(({ name }) => !/^(probe|svd)\//.test(name));
  const imageShape = run?.manifest.data.shape;
  return {
    checkpoint,
    kernels,
    others,
    ...(run === undefined ? {} : { run }),
    opened: {
      title,
      file: checkpoint.file,
      format: checkpoint.description,
      ...opened,
      metadata: checkpoint.metadata,
      tensors,
      layers: [...kernels.values()].map((kernel, index) =>
        layerRow(kernel, index === 0 ? imageShape : undefined),
      ),
      notes: [...checkpoint.notes, ...notesOnTensors(found, others)],
      parameters: weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
      bytes: tensors.reduce((sum, { byteLength }) => sum + byteLength, 0),
    },
  };
}

/** @param imageShape of the network's inputs, where this is its first layer */
function layerRow(kernel: Kernel, imageShape?: readonly number[]): LayerRow {
  const { name, kind, axes, note, form, tensor } = kernel;
  const { info } = tensor;
  const isImage = imageShape !== undefined && kind === 'dense' && sizeOf(imageShape) === form.rows;
  const inputShape = kind === 'conv' ? directionShape(kernel) : isImage ? imageShape : undefined;
  return {
    name,
    tensor: info.name,
    shape: info.shape,
    kind,
    rows: form.rows,
    columns: form.columns,
    layout: axes,
    ...(note === undefined ? {} : { note }),
    parameters: kernelSize(kernel),
    dtype: info.dtype,
    ...(inputShape === undefined ? {} : { inputShape }),
    ...(info.unreadable === undefined ? {} : { unreadable: info.unreadable }),
  };
}

/** @throws UserError where the inspected file has no such layer */
export function layerOf({ opened }: Inspection, name: string): LayerRow {
  const layer = opened.layers.find((each) => each.name === name);
  if (layer !== undefined) return layer;
  throw new UserError(`There is no layer "${name}".`, {
    place: { file: opened.file },
    hint: `It has ${opened.layers.map((each) => each.name).join(', ') || 'none with a kernel'}.`,
  });
}

/** A layer's kernel as a matrix. Errors as of readTensor. */
export async function readKernel(
  { checkpoint, kernels }: Inspection,
  layer: string,
  signal?: AbortSignal,
): Promise<KernelMatrix> {
  const { tensor, form } = kernels.get(layer)!;
  const { name, shape, unreadable } = tensor.info;
  if (unreadable !== undefined) {
    throw new UserError(`Tensor "${name}" cannot be read: ${unreadable}.`, {
      place: { file: checkpoint.file },
    });
  }
  const values = await checkpoint.readTensor(name, signal === undefined ? {} : { signal });
  return { values: toMatrix(values, shape, form), rows: form.rows, columns: form.columns };
}
