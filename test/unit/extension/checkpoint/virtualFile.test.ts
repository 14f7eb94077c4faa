import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Uri } from 'vscode';
import type { ChosenDataStore } from '../../../../src/extension/layers/chosenData';
import type { Inspector } from '../../../../src/extension/layers/inspection';
import type { InspectorSource } from '../../../../src/messages/inspectorMessages';
import { temporaryFolder } from '../../checkpoints/support';
import { FakeUri, FakeVscode } from './fakeVscode';

const fake = new FakeVscode();
vi.doMock('vscode', () => fake.module);
const { localFile } = await import('../../../../src/extension/checkpoint/localCopy');
const { CheckpointDocument } = await import('../../../../src/extension/checkpoint/checkpointDocument');

const folder = temporaryFolder();
const uriOf = (scheme: string, name: string) => new FakeUri(scheme, name) as unknown as Uri;
let storage: string;
let turn = 0;
const copies = () => readdirSync(storage, { recursive: true }).map(String);

beforeEach(() => {
  storage = path.join(folder.path, `storage${++turn}`);
  fake.files.clear();
  fake.reads.length = 0;
  fake.watched.length = 0;
});

describe('a checkpoint that is not on a disk', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const storageUri = () => uriOf('file', storage);

  it('is copied to one, under its own name, until it is no longer needed', async () => {
    fake.files.set('git:/repository/a?.npy', { content: bytes });
    const local = await localFile(uriOf('git', '/repository/a?.npy'), storageUri());
    expect(local.isCopy).toBe(true);
    expect(path.basename(local.path)).toBe('a_.npy');
    expect([...readFileSync(local.path)]).toEqual([1, 2, 3]);
    await local.dispose();
    expect(copies()).toEqual([]);
  });

  it('is not needed where it is on a disk', async () => {
    const local = await localFile(uriOf('file', '/models/a.npy'), storageUri());
    expect(local).toMatchObject({ path: '/models/a.npy', isCopy: false });
    expect(fake.reads).toEqual([]);
  });

  it('is not even read where it is too large, and says what to do', async () => {
    fake.files.set('git:/large.pt', { content: bytes, size: 512 * 2 ** 20 + 1 });
    await expect(localFile(uriOf('git', '/large.pt'), storageUri())).rejects.toMatchObject({
      name: 'UserError',
      message:
        'A file that is not on a disk can only be read as a whole, and this one is too large for that: 513 MB, at most 512 MB.',
      hint: 'Save a copy on a disk and open that.',
    });
    expect(fake.reads).toEqual([]);
  });

  it('is refused where it turns out to be too large, is missing or a folder', async () => {
    const large = { byteLength: 2 ** 30 } as Uint8Array;
    fake.files.set('git:/sizeless.pt', { content: large, size: 0 });
    fake.files.set('git:/folder', { content: bytes });
    for (const [name, message] of [
      ['/sizeless.pt', /too large for that: 1024 MB/],
      ['/none.pt', /^git:\/none\.pt cannot be read: EntryNotFound$/],
      ['/folder', /^It is not a file\.$/],
    ] as const) {
      const refused = localFile(uriOf('git', name), storageUri());
      await expect(refused, name).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringMatching(message),
      });
    }
  });
});

describe('the document of a checkpoint that is not on a disk', () => {
  /** Opens whatever it is told to, and says what. */
  function documentOf(uri: FakeUri) {
    const sources: InspectorSource[] = [];
    const data = { get: vi.fn(() => ({ config: '/peak.racecar.json' })) };
    const ask = vi.fn((type: string, request: { source?: InspectorSource }) => {
      if (request.source !== undefined) sources.push(request.source);
      if (type === 'open') return Promise.resolve({ inspection: sources.length, layers: [] });
      return Promise.resolve({ title: 'peak', samples: 1, notes: [], rows: [] });
    });
    const log = { error: vi.fn(), warn: vi.fn() };
    const document = new CheckpointDocument(
      uri as unknown as Uri,
      { ask } as unknown as Inspector,
      data as unknown as ChosenDataStore,
      uriOf('file', storage),
      log as never,
    );
    const files = () => sources.map((source) => (source.kind === 'file' ? source.file : ''));
    return { document, files, data, log };
  }

  it('shows a copy, and a new one when the file changes; choices are remembered for the file itself', async () => {
    const uri = new FakeUri('git', '/repository/a.npy');
    fake.files.set(uri.toString(), { content: Uint8Array.of(1) });
    const { document, files, data, log } = documentOf(uri);
    await document.open();
    expect(files()).toHaveLength(1);
    expect(document.inspection.status).toMatchObject({ copied: true });
    expect(data.get).toHaveBeenCalledWith('git:/repository/a.npy');
    expect(fake.watched).toEqual(['git:/repository a.npy']);
    fake.files.set(uri.toString(), { content: Uint8Array.of(2) });
    fake.change();
    await expect.poll(() => files()).toHaveLength(2);
    expect([...readFileSync(files()[1]!)]).toEqual([2]);
    // The first copy goes once the second is shown.
    await expect.poll(() => copies().filter((name) => name.endsWith('.npy'))).toHaveLength(1);
    expect(fake.watched).toHaveLength(1);
    document.dispose();
    await expect.poll(() => copies()).toEqual([]);
    expect(log.error).not.toHaveBeenCalled();
  });

  it('keeps what it shows when the file can no longer be read, and says why', async () => {
    const uri = new FakeUri('git', '/repository/b.npy');
    fake.files.set(uri.toString(), { content: Uint8Array.of(1) });
    const { document, files, log } = documentOf(uri);
    await document.open();
    fake.files.clear();
    await document.open();
    expect(document.inspection.status.trouble).toBe('git:/repository/b.npy cannot be read: EntryNotFound');
    expect(document.inspection.opened).toBeDefined();
    expect([...readFileSync(files()[0]!)]).toEqual([1]);
    expect(log.error).toHaveBeenCalledOnce();
    document.dispose();
    await expect.poll(() => copies()).toEqual([]);
  });

  it('that is closed while it is read leaves no copy behind', async () => {
    const uri = new FakeUri('git', '/repository/c.npy');
    fake.files.set(uri.toString(), { content: Uint8Array.of(1) });
    const { document, files } = documentOf(uri);
    const opening = document.open();
    document.dispose();
    await opening;
    expect(files()).toEqual([]);
    expect(copies()).toEqual([]);
  });
});
