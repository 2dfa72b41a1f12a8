// Two versions: the compatibility level that peers, exporters and dashboards parse, and the product's own.

/** Reported in every `version` field of the protocol: the release of the original whose behaviour is kept. */
export const compatibilityVersion = '1.12.0';

declare const PRODUCT_VERSION: string | undefined;
declare const BUILD_TIME_SECONDS: number | undefined;

/** The version of this product, put in by the build. */
export const productVersion = typeof PRODUCT_VERSION === 'string' ? PRODUCT_VERSION : 'development';

/** Seconds since the epoch of the source this was built from (SOURCE_DATE_EPOCH), put in by the build. */
export const buildTimeSeconds = typeof BUILD_TIME_SECONDS === 'number' ? BUILD_TIME_SECONDS : 0;
