/** Version of the product, put in by the build. */
declare const RACECAR_VERSION: string;
