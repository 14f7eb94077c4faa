/** Data sets that are read from files. */
export { loadIdx } from './idx';
export { loadImages } from './images';
export { loadManifest } from './manifest';
