// The answer of /version and the first fields of both /state: the level of the original whose behaviour is
// kept, and when this was built. Our own version has a field of its own that old readers ignore.
import { double, type JsonObject } from '../base/json-text.ts';
import { buildTimeSeconds, compatibilityVersion, productVersion } from '../base/version.ts';

export interface VersionObject {
  readonly build_date: string;
  readonly build_time: number;
  readonly build_user: string;
  readonly version: string;
  readonly product_version: string;
}

export function versionObject(): VersionObject {
  const date = new Date(buildTimeSeconds * 1000).toISOString();
  return {
    build_date: date.slice(0, 19).replace('T', ' '),
    build_time: buildTimeSeconds,
    build_user: 'mesos',
    version: compatibilityVersion,
    product_version: productVersion,
  };
}

/** As v0 endpoints show it. */
export function versionFields(): JsonObject {
  const version = versionObject();
  return { ...version, build_time: double(version.build_time) };
}
