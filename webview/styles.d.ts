/** Stylesheets are imported for their effect; the build collects them into the page's one. */
declare module '*.css';
