/** Compiled from assembly/ and put in place by build/kernels.mjs. */
declare module '*/assembly/kernels.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

/** What is used here of an interface that JavaScript has everywhere, but of whose types only the DOM's library knows. */
declare namespace WebAssembly {
  const Module: new (bytes: ArrayBufferView) => Module;
  class Memory {
    /** Sizes in pages of 64 KiB. */
    constructor(size: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, Memory>>>>);
    readonly exports: unknown;
  }
}
