import type { OfferedFile } from '../../src/messages/dashboardMessages';

/** A text or bytes as they go to the host. */
export function offeredFile(name: string, content: string | Uint8Array): OfferedFile {
  return typeof content === 'string'
    ? { name, encoding: 'utf8', content }
    : { name, encoding: 'base64', content: toBase64(content) };
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  }
  return btoa(binary);
}
