// deno-lint-ignore-file no-explicit-any -- what is inside is typed where it is read
/** The headers of both payloads; `ActivationHeader` and `PoolingHeader` of `ui/pooling_lab/request.py` write them. */
interface PartHeader {
  words: Record<string, string>;
  language: string;
  part: string;
  key: string;
  stale: boolean;
}

export interface ActivationHeader extends PartHeader {
  activations: Record<string, string>[];
  chosen: string;
  saturated: Record<string, number>;
  featureName: string;
  grey: boolean;
}

export interface PoolingHeader extends PartHeader {
  program: Record<string, any>;
  mapName: string;
  changes: Record<string, Record<string, number | null>>;
  costs: Record<string, Record<string, number>>;
  cause: string;
  grey: boolean;
}
