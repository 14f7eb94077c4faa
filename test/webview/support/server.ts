import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const dist = path.resolve(process.env.RACECAR_DIST ?? 'dist', 'webview');
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

/** Serves the built pages' scripts and styles, and pages that a test gives it. */
export class PageServer {
  private readonly pages = new Map<string, string>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      const url = new URL(request.url!, this.origin);
      const page = this.pages.get(url.pathname);
      if (page !== undefined) {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
        return;
      }
      readFile(path.join(dist, path.basename(url.pathname))).then(
        (content) =>
          response.writeHead(200, { 'content-type': TYPES[path.extname(url.pathname)] ?? '' }).end(content),
        () => response.writeHead(404).end(),
      );
    });
  }

  static async start(): Promise<PageServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PageServer(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Returns the page's address. */
  add(name: string, html: string): string {
    this.pages.set(`/${name}`, html);
    return `${this.origin}/${name}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
