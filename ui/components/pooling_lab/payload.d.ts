/** The headers of both payloads; `ActivationHeader` and `PoolingHeader` of `ui/pooling_lab/request.py` write them. */
interface PartHeader {
  words: Record<string, string>;
  language: string;
  key: string;
  stale: boolean;
}

export interface ActivationHeader extends PartHeader {
  part: "activation";
  activations: Record<string, string>[];
  chosen: string;
  saturated: Record<string, number>;
  featureName: string;
  grey: boolean;
}

/** The pooling window; `PoolingProgram` of `cnn_core/pooling_lab/study.py`. `unused`: rows that no window reaches. */
export interface PoolingProgram {
  size: [number, number];
  strides: [number, number];
  padding: [[number, number], [number, number]];
  unused: number[];
}

/** How much a stage changed; `Change` of `cnn_core/pooling_lab/result.py`. */
export interface Change {
  difference: number;
  value: number;
  share: number | null;
}

export interface PoolingHeader extends PartHeader {
  part: "pooling";
  program: PoolingProgram;
  mapName: string;
  changes: Record<string, Change>;
  costs: Record<string, Record<string, number>>;
  cause: string;
  grey: boolean;
}
