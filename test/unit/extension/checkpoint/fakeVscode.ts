import { vi } from 'vitest';

/** What of a file the fake file system knows. */
export interface FakeFile {
  readonly content: Uint8Array;
  /** What stat() says, where it is not the content's length. */
  readonly size?: number;
}

type Listener = () => void;

/** As much of VS Code as the document of a checkpoint needs, with a file system of its own. */
export class FakeVscode {
  readonly files = new Map<string, FakeFile>();
  readonly reads: string[] = [];
  /** What is watched: a folder's URI and a glob. */
  readonly watched: string[] = [];
  private readonly listeners: Listener[] = [];

  /** A file has changed, as its file system would tell. */
  change(): void {
    for (const listener of this.listeners) listener();
  }

  readonly module = {
    FileType: { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 },
    l10n: {
      t: (text: string, ...values: readonly unknown[]) =>
        text.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)])),
    },
    RelativePattern: class {
      constructor(
        readonly baseUri: FakeUri,
        readonly pattern: string,
      ) {}
    },
    Disposable: { from: () => ({ dispose: vi.fn() }) },
    Uri: {
      joinPath: (uri: FakeUri) => new FakeUri(uri.scheme, uri.path.slice(0, uri.path.lastIndexOf('/'))),
    },
    workspace: {
      fs: {
        stat: (uri: FakeUri) => {
          const file = this.fileAt(uri);
          if (uri.path.endsWith('/folder')) return Promise.resolve({ type: 2, size: 0 });
          return file.then(({ content, size }) => ({ type: 1, size: size ?? content.byteLength }));
        },
        readFile: async (uri: FakeUri) => {
          this.reads.push(uri.toString());
          return (await this.fileAt(uri)).content;
        },
      },
      createFileSystemWatcher: ({ baseUri, pattern }: { baseUri: FakeUri; pattern: string }) => {
        this.watched.push(`${baseUri.toString()} ${pattern}`);
        const on = (listener: Listener) => this.listeners.push(listener);
        return { onDidChange: on, onDidCreate: on, onDidDelete: on, dispose: vi.fn() };
      },
    },
  };

  private fileAt(uri: FakeUri): Promise<FakeFile> {
    const file = this.files.get(uri.toString());
    return file === undefined ? Promise.reject(new Error('EntryNotFound')) : Promise.resolve(file);
  }
}

export class FakeUri {
  constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}:${this.path}`;
  }
}
