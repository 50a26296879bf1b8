// deno-lint-ignore-file no-explicit-any -- what is inside is typed where it is read
/** The header of the lab's payload; `LabHeader` and `MapsHeader` of `ui/convolution_lab/payload.py` write it. */
export interface LabHeader {
  words: Record<string, string>;
  language: string;
  key: string;
  controls: any;
  answered: Record<string, any>;
  notices: string[];
  turn: number;
  stale: boolean;
  scale: string;
  pin: string;
}

export interface MapsHeader {
  program: Record<string, any>;
  sizes: Record<string, any>[];
  mapNames: string[];
  color: boolean;
  digest: string;
  channelNames: Record<string, string[]>;
}
