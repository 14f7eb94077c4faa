import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostSource } from '../../../webview/page/hostSource';

let listener: (event: { data: unknown }) => void;
const posted: { type: string; id?: number }[] = [];
const api = {
  postMessage: (message: unknown) => void posted.push(message as { type: string }),
  getState: () => null,
  setState: () => undefined,
};
const nothing = { update: () => undefined, capabilities: () => undefined };

beforeEach(() => {
  vi.useFakeTimers();
  posted.length = 0;
  vi.stubGlobal('window', {
    addEventListener: (_type: string, added: typeof listener) => {
      listener = added;
    },
    setTimeout: (run: () => void, after: number) => setTimeout(run, after),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function connected(): HostSource {
  const source = new HostSource(api);
  source.connect(nothing);
  return source;
}

describe('a request to the host', () => {
  it('is answered by the reply of its number, whatever the order', async () => {
    const source = connected();
    const first = source.header('a', 1);
    const second = source.tensors('a', 2, ['x']);
    const [, { id: one }, { id: two }] = posted as [object, { id: number }, { id: number }];
    listener({
      data: {
        type: 'reply',
        id: two,
        ok: true,
        value: { x: { shape: [1], values: Float32Array.of(7).buffer } },
      },
    });
    listener({ data: { type: 'reply', id: one, ok: true, value: { shapes: {}, metadata: {} } } });
    expect(await first).toEqual({ shapes: {}, metadata: {} });
    expect(await second).toEqual({ x: { shape: [1], data: Float32Array.of(7) } });
  });

  it('fails with what the host says', async () => {
    const asked = connected().header('a', 1);
    listener({ data: { type: 'reply', id: posted[1]!.id, ok: false, message: 'the snapshot is damaged' } });
    await expect(asked).rejects.toThrow('the snapshot is damaged');
  });

  it('fails when no answer comes, and a late one does no harm', async () => {
    const asked = connected().header('a', 1);
    const failed = expect(asked).rejects.toThrow('No answer came within 30 s');
    await vi.advanceTimersByTimeAsync(30_000);
    await failed;
    listener({ data: { type: 'reply', id: posted[1]!.id, ok: true, value: {} } });
  });

  it('has all the time it takes where the user is asked for a place to save', async () => {
    const saved = connected().save('a.csv', 'x');
    await vi.advanceTimersByTimeAsync(3_600_000);
    listener({ data: { type: 'reply', id: posted[1]!.id, ok: true, value: true } });
    await expect(saved).resolves.toBeUndefined();
  });

  it('is not confused by messages of others', () => {
    connected();
    for (const data of [null, 'x', { type: 'webpackOk' }, { type: 'reply', id: 99, ok: true }])
      listener({ data });
  });
});
